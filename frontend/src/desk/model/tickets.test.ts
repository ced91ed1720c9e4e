/** Which tickets a list shows, and that news keeps it as a fresh fetch would. */
import { describe, expect, it } from "vitest";

import type { TicketRow } from "../../shared/types";
import { isoAt, LIN, NOON, ticketOf } from "./samples";
import { belongs, canWork, dueSaid, heard, isOverdue, movesOf, turned, type TicketView } from "./tickets";

const counts = { open: 0, mine: 0, overdue: 0 };
const listOf = (view: TicketView, tickets: TicketRow[], with_: { query?: string; next?: string | null } = {}) =>
  turned({ tickets, next: with_.next ?? null, counts }, { view, query: with_.query ?? "" });
const ids = (list: { tickets: TicketRow[] }) => list.tickets.map(({ id }) => id);

describe("the list of tickets", () => {
  it("puts first what falls due first, and what has no time last", () => {
    expect(ids(listOf("open", [ticketOf("none", { due_at: null }), ticketOf("late", { due_at: isoAt(90) }), ticketOf("soon", { due_at: isoAt(9) })]))).toEqual([
      "soon", "late", "none",
    ]);
  });

  it("puts first what was done last", () => {
    const done = (id: string, solved: number) => ticketOf(id, { status: "solved", updated_at: isoAt(solved) });

    expect(ids(listOf("done", [done("before", 1), done("last", 5)]))).toEqual(["last", "before"]);
  });

  it("adds a page without doubling what moved between two pages", () => {
    const first = listOf("open", [ticketOf("a", { due_at: isoAt(1) }), ticketOf("b", { due_at: isoAt(2) })]);
    const both = turned({ tickets: [ticketOf("b", { due_at: isoAt(2) }), ticketOf("c", { due_at: isoAt(3) })], next: null, counts }, first, first.tickets);

    expect(ids(both)).toEqual(["a", "b", "c"]);
  });

  it.each<[TicketView, Partial<TicketRow>, boolean]>([
    ["open", { status: "pending" }, true],
    ["open", { status: "solved" }, false],
    ["mine", {}, false],
    ["mine", { assignee: LIN }, true],
    ["due", { due_at: isoAt(3 * 3600) }, true],
    ["due", { due_at: isoAt(5 * 3600) }, false],
    ["due", { due_at: isoAt(-9) }, true],
    ["done", { status: "closed" }, true],
  ])("%s with %j: %s", (view, with_, shown) => {
    expect(belongs(ticketOf("a", with_), view, LIN, NOON)).toBe(shown);
  });
});

describe("news of a ticket", () => {
  it("brings it in, moves it, and takes it out", () => {
    const empty = listOf("mine", []);
    const taken = heard(empty, ticketOf("a", { assignee: LIN, version: 2 }), LIN, NOON);
    const solved = heard(taken, ticketOf("a", { assignee: LIN, status: "solved", version: 3 }), LIN, NOON);

    expect([ids(taken), ids(solved)]).toEqual([["a"], []]);
  });

  it("that is older than what is known changes nothing", () => {
    const list = listOf("open", [ticketOf("a", { version: 5 })]);

    expect(heard(list, ticketOf("a", { version: 4, status: "closed" }), LIN, NOON)).toBe(list);
  });

  it("adds nothing to what a search found, but keeps it current", () => {
    const list = listOf("open", [ticketOf("a")], { query: "空调" });

    expect(ids(heard(list, ticketOf("b"), LIN, NOON))).toEqual(["a"]);
    expect(heard(list, ticketOf("a", { version: 2, handling: "已联系" }), LIN, NOON).tickets[0]?.handling).toBe("已联系");
  });

  it("behind the last page waits for its page", () => {
    const list = listOf("open", [ticketOf("a", { due_at: isoAt(1) })], { next: "a" });

    expect(ids(heard(list, ticketOf("z", { due_at: isoAt(99) }), LIN, NOON))).toEqual(["a"]);
    expect(ids(heard(list, ticketOf("first", { due_at: isoAt(0) }), LIN, NOON))).toEqual(["first", "a"]);
  });
});

describe("a ticket", () => {
  it("is overdue from its time on, until it is solved", () => {
    const ticket = ticketOf("a", { due_at: isoAt(10) });

    expect([isOverdue(ticket, NOON), isOverdue(ticket, NOON + 10_000), isOverdue({ ...ticket, status: "solved" }, NOON + 99_000)]).toEqual([false, true, false]);
  });

  it.each([[3600, "今天 13:00 到期"], [-30, "已超期 1 分钟"], [-7300, "已超期 2 小时"], [-180_000, "已超期 2 天"]])("due in %i s says %s", (seconds, said) => {
    expect(dueSaid(ticketOf("a", { due_at: isoAt(seconds) }), NOON)).toBe(said);
  });

  it("is worked on by whoever has it or by a lead, and while it is nobody's by anybody", () => {
    const theirs = ticketOf("a", { assignee: { id: "u-zhou", display_name: "周倩", number: "1025" } });

    expect([canWork(ticketOf("b"), LIN), canWork(ticketOf("c", { assignee: LIN }), LIN), canWork(theirs, LIN)]).toEqual([true, true, false]);
    expect(canWork(theirs, { ...LIN, role: "lead" })).toBe(true);
  });

  it("once closed has no moves left", () => {
    expect(movesOf(ticketOf("a", { status: "closed" }))).toEqual([]);
    expect(movesOf(ticketOf("a", { status: "solved" })).map(({ to }) => to)).toEqual(["open", "closed"]);
  });
});
