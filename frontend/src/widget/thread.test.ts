/** How the thread is drawn, and what the bar says about waiting. */
import { describe, expect, it } from "vitest";
import type { Message, WidgetState } from "../shared/types";
import { EMPTY, type Unsent } from "./model";
import { quickReplies, rows, serviceLine } from "./thread";

const NOW = Date.parse("2026-11-21T06:00:00Z");
const BUTTONS = [{ title: "查询物流", text: "查询物流" }];

function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    seq,
    sender: "bot",
    kind: "answer",
    text: "好",
    created_at: `2026-11-21T02:0${seq}:00Z`,
    buttons: [],
    client_id: null,
    agent: null,
    ...change,
  };
}
const unsent: Unsent = {
  client_id: "a",
  text: "x",
  attachments: [],
  written_at: "2026-11-21T02:00:00Z",
  delivery: "waiting",
  why: null,
};
const service = (change: Partial<WidgetState>): WidgetState => ({ ...EMPTY.service, ...change });

describe("the thread", () => {
  it("separates days by the clock of Shanghai", () => {
    const drawn = rows(
      [message(1, { created_at: "2026-11-20T15:59:00Z" }), message(2, { created_at: "2026-11-20T16:00:00Z" })],
      [],
      NOW,
    );

    expect(drawn.flatMap((row) => (row.row === "day" ? row.text : []))).toEqual(["昨天", "今天"]);
  });

  it("names the speaker once for lines that follow each other", () => {
    const agent = { name: "林静", number: "1024" };
    const drawn = rows([message(1), message(2), message(3, { sender: "agent", agent })], [], NOW);

    expect(drawn.flatMap((row) => (row.row === "line" ? [row.label] : []))).toEqual([
      "智能客服 10:01",
      null,
      "林静（工号1024） 10:03",
    ]);
  });

  it("says 已送达 under the contact's latest line only, and not while another is on its way", () => {
    const own = [message(1, { sender: "contact" }), message(2), message(3, { sender: "contact" })];
    const feet = (waiting: Unsent[]) =>
      rows(own, waiting, NOW).flatMap((row) => (row.row === "line" && row.mine ? [row.foot] : []));

    expect(feet([])).toEqual(["10:01", "10:03 已送达"]);
    expect(feet([unsent])).toEqual(["10:01", "10:03"]);
  });

  it("puts queue lines in the middle and lets the offer of a person be a spoken line", () => {
    const drawn = rows(
      [message(1, { sender: "system", kind: "queue" }), message(2, { sender: "system", kind: "offer" })],
      [],
      NOW,
    );

    expect(drawn.map((row) => row.row)).toEqual(["day", "notice", "line"]);
  });
});

describe("quick replies", () => {
  it("stand under the newest line of ours", () => {
    expect(quickReplies({ ...EMPTY, messages: [message(1, { buttons: BUTTONS })] })).toEqual(BUTTONS);
  });

  it("survive a notice that comes after them", () => {
    const notice = message(2, { sender: "system", kind: "notice" });

    expect(quickReplies({ ...EMPTY, messages: [message(1, { buttons: BUTTONS }), notice] })).toEqual(BUTTONS);
  });

  it("leave the way back to the bar above while that shows it", () => {
    const place = message(1, { sender: "system", kind: "queue", buttons: [{ title: "返回机器人", text: "返回机器人" }] });
    const queued = service({ status: "queued", can_go_back: true });

    expect(quickReplies({ ...EMPTY, messages: [place], service: queued })).toEqual([]);
    expect(quickReplies({ ...EMPTY, messages: [place] })).toHaveLength(1);
  });

  it("go once the contact has written, sent or not", () => {
    const asked = message(1, { buttons: BUTTONS });

    expect(quickReplies({ ...EMPTY, messages: [asked, message(2, { sender: "contact" })] })).toEqual([]);
    expect(quickReplies({ ...EMPTY, messages: [asked], unsent: [unsent] })).toEqual([]);
  });
});

describe("the bar", () => {
  it("says place, time and reason while queued", () => {
    expect(
      serviceLine(
        service({ status: "queued", place: 2, expected_wait_minutes: 4, reason_text: "您要求由人工客服处理。" }),
      ),
    ).toEqual({
      text: "正在为您转接人工客服：您排在第 2 位，预计 4 分钟内接入",
      reason: "转接原因：您要求由人工客服处理",
    });
  });

  it("says no 预计 without a number", () => {
    expect(serviceLine(service({ status: "queued" }))?.text).toBe("正在为您转接人工客服");
  });

  it("names the agent while assigned, and nothing while the bot serves", () => {
    expect(serviceLine(service({ status: "assigned", agent: { name: "林静", number: "1024" } }))?.text).toBe(
      "林静（工号1024）为您服务",
    );
    expect(serviceLine(service({ status: "bot" }))).toBeNull();
  });
});
