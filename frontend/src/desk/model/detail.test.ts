/** The right column is fetched anew when, and only when, its episode says something in it may have changed. */
import { describe, expect, it } from "vitest";

import { isDetailStale } from "./detail";
import { summaryOf } from "./samples";

const known = summaryOf("e1", { version: 3 });

describe("a detail", () => {
  it.each([
    ["a move", { version: 4 }],
    ["a promise made or kept", { promise_due: "2026-11-21T06:00:00Z" }],
    ["a complaint step reached", { complaint_step: "understand" as const }],
    ["a call for the lead", { lead_called: true }],
  ])("is fetched again after %s", (_what, change) => {
    expect(isDetailStale(known, { ...known, ...change })).toBe(true);
  });

  it("stands when only a line was said", () => {
    expect(isDetailStale(known, { ...known, contact_count: known.contact_count + 1, answer_due: null })).toBe(false);
  });
});
