/** Who is in which list, in which order, and what may be done. */
import { describe, expect, it } from "vitest";

import { nextDue, toneAt } from "./clocks";
import { firstView, listOf, matches, shownIn, unreadOf } from "./lists";
import { movesFor } from "./moves";
import { needsLead } from "./override";
import { isoAt, LIN, NOON, summaryOf } from "./samples";
import { EMPTY, type DeskModel } from "./state";

const mine = { status: "assigned" as const, assignee: LIN };
const modelOf = (...episodes: ReturnType<typeof summaryOf>[]): DeskModel => ({
  ...EMPTY, me: LIN, episodes: Object.fromEntries(episodes.map((summary) => [summary.id, summary])),
});
const ids = (model: DeskModel, view: Parameters<typeof listOf>[1]) => listOf(model, view).map(({ id }) => id);

describe("the lists", () => {
  it("puts first whoever runs out of time first, and after them whoever spoke last", () => {
    const model = modelOf(
      summaryOf("calm-old", { ...mine, last_line: { sender: "agent", text: "", at: isoAt(1) } }),
      summaryOf("calm-new", { ...mine, last_line: { sender: "agent", text: "", at: isoAt(2) } }),
      summaryOf("promised", { ...mine, promise_due: isoAt(500) }),
      summaryOf("waiting", { ...mine, answer_due: isoAt(60), promise_due: isoAt(500) }),
    );

    expect(ids(model, "mine")).toEqual(["waiting", "promised", "calm-new", "calm-old"]);
  });

  it("serves the queue first come, first served", () => {
    const model = modelOf(
      summaryOf("third", { queued_at: isoAt(9), place: 3 }), summaryOf("second", { queued_at: isoAt(5) }), summaryOf("first", { queued_at: isoAt(3) }),
    );

    expect(ids(model, "queue")).toEqual(["first", "second", "third"]);
  });

  it("serves a VIP customer before others, and VIP customers among themselves as they came", () => {
    const vip = (id: string) => ({ id, name: id, vip: true, nickname: null });
    const model = modelOf(
      summaryOf("first", { queued_at: isoAt(1) }), summaryOf("late", { queued_at: isoAt(9), contact: vip("l") }),
      summaryOf("early", { queued_at: isoAt(5), contact: vip("e") }),
    );

    expect(listOf(model, "queue").map(({ id, place }) => [id, place])).toEqual([["early", 1], ["late", 2], ["first", 3]]);
  });

  it("moves everybody up when the first is served, though only the first had an event", () => {
    const model = modelOf(
      summaryOf("served", { ...mine, queued_at: isoAt(1), place: null }), summaryOf("next", { queued_at: isoAt(3), place: 2 }),
    );

    expect(listOf(model, "queue").map(({ place }) => place)).toEqual([1]);
    expect(shownIn(model, "next")?.place).toBe(1);
    expect(listOf(model, "all").find(({ id }) => id === "next")?.place).toBe(1);
  });

  it("keeps a colleague's episode out of mine", () => {
    const model = modelOf(summaryOf("theirs", { status: "assigned", assignee: { ...LIN, id: "u-zhou" } }), summaryOf("own", mine));

    expect(ids(model, "mine")).toEqual(["own"]);
    expect(ids(model, "all")).toHaveLength(2);
  });

  it("begins with one's own, with the queue while one has none, and with everything for a lead", () => {
    const waiting = summaryOf("waiting");
    const lead = { ...modelOf(waiting), me: { ...LIN, role: "lead" as const } };

    expect([modelOf(), modelOf(waiting), modelOf(waiting, summaryOf("own", mine)), lead].map(firstView)).toEqual([
      "mine", "queue", "mine", "all",
    ]);
  });

  it("counts unread lines, never fewer than none", () => {
    expect(unreadOf(summaryOf("a", { contact_count: 5, read_count: 3 }))).toBe(2);
    expect(unreadOf(summaryOf("a", { contact_count: 1, read_count: 3 }))).toBe(0);
  });

  it("finds by either name and by the last line", () => {
    const summary = summaryOf("a", { contact: { id: "k", name: "王先生", vip: false, nickname: "小满" }, last_line: { sender: "contact", text: "退款 ABC", at: isoAt(0) } });

    expect(["王", "小满", " abc ", "李", ""].map((query) => matches(summary, query))).toEqual([true, true, true, false, true]);
  });
});

describe("the clock of a row", () => {
  it("names the one that runs out first, and the answer when two fall together", () => {
    expect(nextDue(summaryOf("a", { line_due: isoAt(5), answer_due: isoAt(9) }))?.name).toBe("应答");
    expect(nextDue(summaryOf("a", { line_due: isoAt(9), answer_due: isoAt(9) }))?.name).toBe("答复");
    expect(nextDue(summaryOf("a", { promise_due: isoAt(5), answer_due: isoAt(9) }))?.name).toBe("承诺");
  });

  it("stands still for what is resolved", () => {
    expect(nextDue(summaryOf("a", { status: "resolved", answer_due: isoAt(9) }))).toBeNull();
  });

  it("turns amber at two and a half minutes and red at one", () => {
    expect([151, 150, 61, 60, -5].map((left) => toneAt(NOON + left * 1000, NOON))).toEqual(["neutral", "warn", "warn", "late", "late"]);
  });
});

describe("the moves offered", () => {
  const names = (...given: Parameters<typeof movesFor>) => movesFor(...given).map(({ move }) => move);
  const lead = { ...LIN, id: "u-lead", role: "lead" as const };

  it("are accepting from the queue, and everything else on one's own", () => {
    expect(names(summaryOf("a"), LIN)).toEqual(["accept"]);
    expect(names(summaryOf("a", mine), LIN)).toEqual(["transfer", "release", "hand-back", "resolve"]);
  });

  it("are giving on and taking over a colleague's only for a lead", () => {
    expect(names(summaryOf("a", { status: "bot" }), LIN)).toEqual([]);
    expect(names(summaryOf("a", { status: "bot" }), lead)).toEqual(["take-over"]);
    expect(names(summaryOf("a", mine), lead)).toEqual(["transfer", "take-over"]);
    expect(names(summaryOf("a", { ...mine, assignee: { ...LIN, id: "u-zhou" } }), LIN)).toEqual([]);
    expect(names(summaryOf("a", { status: "resolved" }), lead)).toEqual([]);
  });

  it("leave the letting pass of taboo, promise and privacy to a lead", () => {
    const found = (rule: string) => ({ rule, start: 0, end: 1, span: "亲", message: "", suggestion: null });

    expect(needsLead([found("R02"), found("R15"), found("R04"), found("R15")])).toEqual(["R15", "R04"]);
    expect(needsLead([found("R02")])).toEqual([]);
  });
});
