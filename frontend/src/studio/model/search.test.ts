/** An intent is found by what one remembers of its name. */
import { describe, expect, it } from "vitest";

import { found } from "./search";

const intents = [
  { name: "after_sales_status", title: "售后进度", count: 3 },
  { name: "refund_status", title: "退款进度", count: 5 },
  { name: "refund_request", title: "申请退款", count: 2 },
  { name: "urge", title: "催促", count: 1 },
];
const names = (query: string) => found(intents, query).map(({ name }) => name);

describe("searching intents", () => {
  it("puts those that begin so before those that hold it", () => {
    expect(names("退款")).toEqual(["refund_status", "refund_request"]);
  });

  it("finds by code, however it is written", () => {
    expect(names("refund status")).toEqual(["refund_status"]);
    expect(names("ＵＲＧＥ")).toEqual(["urge"]);
  });

  it("forgives letters left out", () => {
    expect(names("退进度")).toEqual(["refund_status"]);
  });

  it("shows all to begin with, and none where nothing fits", () => {
    expect(names(" ")).toHaveLength(4);
    expect(names("空调")).toEqual([]);
  });
});
