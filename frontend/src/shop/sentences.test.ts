/** The demo's sentences fit the orders, and its window shows what the catalogue has. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PRODUCTS } from "./products";
import { byMatter, sentenceFor } from "./sentences";

const order = { number: "202611080417", phone_tail: "6310", product: "清澈厨下净水器" };

describe("the sentence for an order", () => {
  it.each([
    ["运输中", "快递"],
    ["待发货", "地址"],
    ["退款处理中", "退款"],
    ["已签收", "状态"],
  ])("in state %s asks about %s", (status_text, about) => {
    const sentence = sentenceFor({ ...order, status_text });

    expect(sentence).toContain(about);
    expect(sentence).toContain(order.number);
    expect(sentence).toContain(order.phone_tail);
  });
});

describe("the orders to try", () => {
  it("stand under the matter that is said about them, each once", () => {
    const orders = [
      { ...order, number: "1", status_text: "已签收", say: "订单1的空调想预约上门安装" },
      { ...order, number: "2", status_text: "已完成", say: "订单2想开电子发票" },
      { ...order, number: "3", status_text: "待发货" },
      { ...order, number: "4", status_text: "运输中" },
      { ...order, number: "5", status_text: "已签收", say: "订单5有一件别的事" },
    ];

    const found = byMatter(orders).map(({ name, trials }) => [name, trials.map((trial) => trial.order.number)]);

    expect(found).toEqual([
      ["物流与配送", ["4", "5"]],
      ["修改与取消", ["3"]],
      ["发票与价格", ["2"]],
      ["退换、安装与维修", ["1"]],
    ]);
  });
});

describe("the shop window", () => {
  const catalogue = readFileSync(fileURLToPath(new URL("../../../data/shop/products.yml", import.meta.url)), "utf8");

  it.each(PRODUCTS)("shows $name as the catalogue has it", ({ name, model, price, warrantyMonths }) => {
    const entry = catalogue.split(/^- id:/m).find((text) => text.includes(`name: ${name}\n`));

    expect(entry).toContain(`model: ${model}\n`);
    expect(entry).toContain(`price: ${price}\n`);
    expect(entry).toContain(`warranty_months: ${warrantyMonths}\n`);
  });
});
