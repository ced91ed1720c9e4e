/** What is said of lines that did not arrive for certain, and when they may be sent again. */
import { describe, expect, it } from "vitest";

import type { DeskMessage } from "../../shared/types";
import { markOf, mayResend, troubleNews, warningsBefore } from "./delivery";
import { attachmentOf, messageOf } from "./samples";

const ours = (seq: number, with_: Partial<DeskMessage> = {}) => messageOf(seq, { sender: "agent", ...with_ });
const failed = ours(3, { delivery: "failed", text: "您好" });

describe("sending again", () => {
  it("is for a person's words that failed, or may have", () => {
    const may = (with_: Partial<DeskMessage>) => mayResend(ours(3, with_), [], []);

    expect((["failed", "unknown", "pending", "sending", "sent", "parked", "withdrawn"] as const).map((delivery) => may({ delivery }))).toEqual([
      true, true, false, false, false, false, false,
    ]);
    expect(may({ delivery: "failed", sender: "bot" })).toBe(false);
    expect(may({ delivery: "failed", text: " " })).toBe(false);
  });

  it("is not offered twice: neither while the same words are on their way nor after they were said below", () => {
    expect(mayResend(failed, [failed, ours(4, { text: "您好" })], [])).toBe(false);
    expect(mayResend(failed, [failed], [{ text: "您好" }])).toBe(false);
    expect(mayResend(failed, [ours(2, { text: "您好" }), failed, messageOf(4, { text: "您好" })], [{ text: "请稍候" }])).toBe(true);
  });

  it("asks first when the customer would get it twice, or when pictures stay behind", () => {
    expect(warningsBefore(failed)).toEqual([]);
    expect(warningsBefore({ ...failed, delivery: "unknown" }).join()).toContain("两次");
    expect(warningsBefore({ ...failed, attachments: [attachmentOf("p", "image/png")] }).join()).toContain("图片");
  });
});

describe("the reason", () => {
  it("is the service's where it gives one", () => {
    expect(markOf({ ...failed, delivery_reason: "客户已取消关注" })).toMatchObject({ state: "未送达", reason: "客户已取消关注" });
    expect(markOf(ours(3, { delivery: "withdrawn" }))?.reason).toContain("再次来信");
  });
});

describe("the news", () => {
  it("tells of a line that went wrong, once, and of none that were wrong when they came into sight", () => {
    const before = [ours(2, { delivery: "sending" }), ours(3, { delivery: "parked" })];
    const now = [ours(1, { delivery: "failed" }), ours(2, { delivery: "failed", delivery_reason: "客户已取消关注" }), ours(3, { delivery: "parked" })];

    expect(troubleNews(before, now)).toBe("消息未送达：客户已取消关注");
    expect(troubleNews(now, now)).toBe("");
    expect(troubleNews(before, [ours(2, { delivery: "sent" }), before[1]!])).toBe("");
  });
});
