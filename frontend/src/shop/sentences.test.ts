/** The demo's sentences fit the orders, and its window shows what the catalogue has. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PRODUCTS } from "./products";
import { sentenceFor } from "./sentences";

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

describe("the shop window", () => {
  const catalogue = readFileSync(fileURLToPath(new URL("../../../data/shop/products.yml", import.meta.url)), "utf8");

  it.each(PRODUCTS)("shows $name as the catalogue has it", ({ name, model, price, warrantyMonths }) => {
    const entry = catalogue.split(/^- id:/m).find((text) => text.includes(`name: ${name}\n`));

    expect(entry).toContain(`model: ${model}\n`);
    expect(entry).toContain(`price: ${price}\n`);
    expect(entry).toContain(`warranty_months: ${warrantyMonths}\n`);
  });
});
