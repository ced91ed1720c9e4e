/** A form sends what was changed, and nobody's writing is lost when a colleague changes the ticket. */
import { describe, expect, it } from "vitest";

import { isoAt, ticketOf } from "./samples";
import { changesOf, followed, formOf, hasChanges, missingFor } from "./ticketForm";

const ticket = ticketOf("a", { handling: "已联系仓库", department: "物流", due_at: isoAt(3600), priority: "high" });

describe("the form of a ticket", () => {
  it("just opened changes nothing", () => {
    expect(changesOf(formOf(ticket), ticket)).toEqual({});
    expect(hasChanges(formOf(ticket), ticket)).toBe(false);
  });

  it("sends only what was changed", () => {
    const form = { ...formOf(ticket), handling: " 已联系仓库 ", result: "已补发。", due_at: "2026-11-22T18:00" };

    expect(changesOf(form, ticket)).toEqual({ result: "已补发。", due_at: "2026-11-22T10:00:00.000Z" });
  });

  it("does not take an emptied time for a change", () => {
    expect(changesOf({ ...formOf(ticket), due_at: "" }, ticket)).toEqual({});
  });

  it("keeps what is being written and follows the rest", () => {
    const writing = { ...formOf(ticket), result: "已补发" };
    const now = { ...ticket, department: "售后", result: "已退款", version: 2 };

    expect(followed(writing, ticket, now)).toMatchObject({ result: "已补发", department: "售后", handling: "已联系仓库" });
  });

  it("asks for a result before the matter counts as solved", () => {
    const form = formOf(ticket);

    expect([missingFor("pending", form), missingFor("open", form)]).toEqual(["", ""]);
    expect(missingFor("solved", { ...form, result: " " })).toContain("处理结果");
    expect(missingFor("closed", { ...form, result: "已补发。" })).toBe("");
  });
});
