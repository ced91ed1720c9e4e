/** What stands beside the words of a line: the knowledge it answers from, and what became of it. */
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { describe, expect, it } from "vitest";

import type { DeskMessage, User } from "../../shared/types";
import { messageOf } from "../model/samples";
import MessageLine from "./MessageLine.vue";

const line = {
  id: "m1", seq: 2, sender: "bot", kind: "answer", text: "请您每12个月更换一次。", created_at: "2026-11-20T02:00:00+00:00",
  buttons: [], attachments: [], emotion: null,
} as unknown as DeskMessage;

function shown(message: DeskMessage, with_: { canResend?: boolean; follows?: boolean; isWrong?: boolean; episodeId?: string } = {}): Promise<string> {
  const me = { number: "1001" } as User;
  return renderToString(createSSRApp(MessageLine, { message, follows: false, me, contact: "王先生", hasCards: false, ...with_ }));
}
const mine = (with_: Partial<DeskMessage>) => messageOf(3, { sender: "agent", agent: { name: "林静", number: "1001" }, ...with_ });

describe("an answer from the knowledge", () => {
  it("names its entry under the line", async () => {
    const page = await shown({ ...line, source: { id: "kb-water-01", title: "净水器的滤芯多久更换一次？" } });

    expect(page).toContain("知识：净水器的滤芯多久更换一次？");
  });

  it("is not claimed of any other line", async () => {
    expect(await shown({ ...line, source: null })).not.toContain("知识：");
  });
});

describe("a line of ours", () => {
  it.each([
    ["pending", "发送中"], ["sending", "发送中"], ["parked", "待客户来信后送达"], ["unknown", "送达结果未知"], ["failed", "未送达"],
    ["withdrawn", "已撤回未发"],
  ] as const)("that is %s says %s", async (delivery, words) => {
    expect(await shown(mine({ delivery }))).toContain(words);
  });

  it("that arrived says nothing of it", async () => {
    const page = await shown(mine({ delivery: "sent" }), { canResend: true });

    for (const words of ["送达", "发送"]) expect(page).not.toContain(words);
  });

  it("gives the reason where a finger can read it and where a pointer rests", async () => {
    const page = await shown(mine({ delivery: "failed", delivery_reason: "客户已取消关注" }));

    expect(page).toContain('title="客户已取消关注"');
    expect(page).toContain(">客户已取消关注<");
  });

  it("is offered for sending again only where it may be", async () => {
    expect(await shown(mine({ delivery: "failed" }), { canResend: true })).toContain("再次发送");
    expect(await shown(mine({ delivery: "failed" }))).not.toContain("再次发送");
  });

  it("by the bot or the system says as much", async () => {
    expect(await shown({ ...line, delivery: "parked" })).toContain("待客户来信后送达");
    expect(await shown({ ...line, sender: "system", kind: "queue", delivery: "failed" })).toContain("未送达");
  });
});

describe("a line of the customer", () => {
  it("that was taken back is struck through and says so, even below another of the same minute", async () => {
    const page = await shown(messageOf(3, { recalled: true }), { follows: true });

    expect(page).toContain("客户已撤回");
    expect(page).toMatch(/class="[^"]*recalled/);
    expect(page).not.toContain("quiet");
  });

  it("shows no delivery, whatever is told of it", async () => {
    expect(await shown(messageOf(3, { delivery: "failed", delivery_reason: "无" }))).not.toContain("未送达");
  });
});

describe("what can be reported of a line", () => {
  const finding = { rule: "R02", start: 0, end: 4, span: "好的好的", message: "请不要重复。", suggestion: "好的" };

  it("is that the bot was wrong, and that it was not after all", async () => {
    expect(await shown(line, { episodeId: "e1" })).toMatch(/aria-pressed="false"[^>]*bot-was-wrong/);
    expect(await shown(line, { episodeId: "e1", isWrong: true })).toMatch(/aria-pressed="true"[^>]*bot-was-wrong/);
  });

  it("is nothing of the kind for a person's line, or where no episode is open", async () => {
    expect(await shown(mine({}), { episodeId: "e1" })).not.toContain("bot-was-wrong");
    expect(await shown(line)).not.toContain("bot-was-wrong");
  });

  it("is each finding of a line that was sent with some", async () => {
    expect(await shown(mine({ findings: [finding, { ...finding, start: 9, end: 13 }] }), { episodeId: "e1" })).toContain("用语提示 2 条");
    expect(await shown(mine({ findings: [] }), { episodeId: "e1" })).not.toContain("用语提示");
  });
});
