/** Lines, days and turns of service come in reading order. */
import { describe, expect, it } from "vitest";

import type { Packet } from "../../shared/types";
import { curve, curveSaid } from "./curve";
import { detailOf, isoAt, messageOf, NOON, noteOf, summaryOf } from "./samples";
import { EMPTY, reduce } from "./state";
import { timeline } from "./timeline";

const packet = { raised_at: isoAt(15), reason: "threat", reason_text: "您反映的问题需要专人尽快处理" } as Packet;
const stretches = [
  { served_by: "bot" as const, agent: null, started_at: isoAt(0), ended_at: isoAt(25) },
  { served_by: "agent" as const, agent: { name: "林静", number: "1024" }, started_at: isoAt(25), ended_at: null },
];

function read(seqs: number[], hasMore = false, summary = summaryOf("a")): string[] {
  const detail = { ...detailOf(1, summary, seqs.map((seq) => messageOf(seq)), hasMore), packet, stretches };
  const thread = reduce(EMPTY, { type: "opened", detail }).threads.a!;
  return timeline(thread, summary, NOON).map((entry) => (entry.kind === "line" ? entry.message.text : entry.kind === "note" ? entry.note.text : entry.text));
}

describe("the timeline", () => {
  it("says why a person was brought in, and who came, where it happened", () => {
    expect(read([10, 20, 30])).toEqual(["今天", "第 10 句", "转人工：提及监管或曝光", "第 20 句", "林静 接入", "第 30 句"]);
  });

  it("puts a note where it was written, and hides it while the lines around it are not loaded", () => {
    const lines = [messageOf(10), messageOf(30)];
    const kinds = (hasMore: boolean) => {
      const detail = { ...detailOf(1, summaryOf("a"), lines, hasMore), notes: [noteOf("n2", 20), noteOf("n1", 5)] };
      const thread = reduce(EMPTY, { type: "opened", detail }).threads.a!;
      return timeline(thread, summaryOf("a"), NOON).map((entry) => (entry.kind === "note" ? entry.note.id : entry.kind));
    };

    expect(kinds(false)).toEqual(["day", "n1", "line", "n2", "line"]);
    expect(kinds(true)).toEqual(["day", "line", "n2", "line"]);
  });

  it("lets a line follow another of the same person and minute, and no other", () => {
    const lines = [messageOf(30), messageOf(31), messageOf(32, { sender: "bot" }), messageOf(90, { sender: "bot" })];
    const thread = reduce(EMPTY, { type: "opened", detail: detailOf(1, summaryOf("a"), lines) }).threads.a!;

    const follows = timeline(thread, summaryOf("a"), NOON).flatMap((entry) => (entry.kind === "line" ? [entry.follows] : []));

    expect(follows).toEqual([false, true, false, false]);
  });

  it("ends with the resolution", () => {
    const summary = summaryOf("a", { status: "resolved", resolved_at: isoAt(40) });

    expect(read([30], false, summary).at(-1)).toBe("本次服务已解决");
  });

  it("does not show turns that belong before lines not loaded yet", () => {
    expect(read([20, 30], true)).toEqual(["今天", "第 20 句", "林静 接入", "第 30 句"]);
  });

  it("begins each day with its name", () => {
    expect(read([-86_400, 30])).toEqual(["昨天", "第 -86400 句", "今天", "转人工：提及监管或曝光", "林静 接入", "第 30 句"]);
  });
});

describe("the curve of feeling", () => {
  it("rises with anger and is told in words", () => {
    const points = [{ seq: 1, label: "calm" as const, score: 0.1 }, { seq: 3, label: "angry" as const, score: 0.9 }];
    const [first, last] = curve(points);

    expect(first!.y).toBeGreaterThan(last!.y);
    expect(first!.x).toBeLessThan(last!.x);
    expect(curveSaid(points)).toBe("情绪变化：第 1 次发言平静，第 2 次发言愤怒。");
  });
});
