/** The limit as it is read before a line is written. */
import { describe, expect, it } from "vitest";

import { isClosed, isShort, partsOf, quotaText, reachText, sendsText } from "./quota";
import { isoAt, NOON, quotaOf } from "./samples";

const HOUR = 3600;

describe("what may still be sent", () => {
  it("is told with the time as people say it", () => {
    expect(quotaText(quotaOf(3, { until: isoAt(2 * HOUR) }), NOON)).toBe("还可发送 3 条，至今天 14:00");
    expect(quotaText(quotaOf(5, { until: isoAt(25 * HOUR) }), NOON)).toBe("还可发送 5 条，至明天 13:00");
    expect(quotaText(quotaOf(4, { until: isoAt(48 * HOUR) }), NOON)).toBe("还可发送 4 条，至 11月23日 12:00");
    expect(quotaText(quotaOf(2, { until: null }), NOON)).toBe("还可发送 2 条");
  });

  it("counts down when the time is nearly over", () => {
    expect(quotaText(quotaOf(3, { until: isoAt(42) }), NOON)).toBe("还可发送 3 条，还剩 42 秒");
  });

  it("turns amber with the last one, and with the last minutes", () => {
    expect([2, 1].map((left) => isShort(quotaOf(left), NOON))).toEqual([false, true]);
    expect([601, 599].map((seconds) => isShort(quotaOf(5, { until: isoAt(seconds) }), NOON))).toEqual([false, true]);
  });

  it("is over with the last one and at the very moment the time ends", () => {
    expect([1, 0, -1].map((left) => isClosed(quotaOf(left, { until: null }), NOON))).toEqual([false, true, true]);
    expect([1, 0].map((seconds) => isClosed(quotaOf(5, { until: isoAt(seconds) }), NOON))).toEqual([false, true]);
    expect(quotaText(quotaOf(0), NOON)).toBe("客户再次来信前，消息将暂存，待其来信后送达。");
    expect(quotaText(quotaOf(5, { until: isoAt(-1) }), NOON)).toBe("客户再次来信前，消息将暂存，待其来信后送达。");
  });

  it("is nothing that waits for a typed answer where the platform takes only immediate ones", () => {
    const passive = quotaOf(1, { passive: true, until: null });

    expect(isClosed(passive, NOON)).toBe(true);
    expect(quotaText(passive, NOON)).toContain("仅在客户来信时");
  });
});

describe("the other way to the customer", () => {
  it("is a call, a link or a notice", () => {
    expect(reachText({ way: "phone", detail: "" })).toEqual({ text: "如需尽快联系，请致电客户。", link: "" });
    expect(reachText({ way: "web", detail: "https://shop.example/chat" })).toEqual({ text: "如需尽快联系，请发送网页链接：", link: "https://shop.example/chat" });
    expect(reachText({ way: "notice", detail: "服务进度提醒" }).text).toBe("如需尽快联系，请发送订阅通知“服务进度提醒”。");
  });
});

describe("a long text", () => {
  it("takes one send for every 2,048 bytes", () => {
    expect(["", "好", "a".repeat(2048), "a".repeat(2049), "安".repeat(682), "安".repeat(683)].map(partsOf)).toEqual([0, 1, 1, 2, 1, 2]);
  });

  it("is not cut within a character", () => {
    // 4,096 bytes would fit into two, were the border not in the middle of a character.
    expect(partsOf(`a${"安".repeat(1365)}`)).toBe(3);
    expect(partsOf("😀".repeat(513))).toBe(2);
  });

  it("is told with what it costs, and when that is more than is left", () => {
    expect(sendsText(quotaOf(3), 1, NOON)).toBe("");
    expect(sendsText(quotaOf(2), 2, NOON)).toBe("本条将分 2 条发送");
    expect(sendsText(quotaOf(2), 3, NOON)).toBe("本条将分 3 条发送，目前仅可发送 2 条，其余待客户再次来信后送达。");
    expect(sendsText(quotaOf(0), 3, NOON)).toBe("本条将分 3 条发送");
  });
});
