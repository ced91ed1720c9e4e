/** Presses per line, of today alone. */
import { describe, expect, it } from "vitest";

import { pressesPerItem, tallyOf, withItem } from "./tally";

describe("the tally", () => {
  it("says how many presses a line took, once there was one", () => {
    const none = tallyOf(null, "2026-11-23");

    expect(pressesPerItem(none)).toBeNull();
    expect(pressesPerItem(withItem(withItem(none, 1), 4))).toBe(2.5);
  });

  it("begins anew each day, and where what was kept makes no sense", () => {
    const yesterday = JSON.stringify({ day: "2026-11-22", presses: 9, items: 3 });

    expect(tallyOf(yesterday, "2026-11-23").items).toBe(0);
    expect(tallyOf(yesterday, "2026-11-22").items).toBe(3);
    expect(tallyOf("{", "2026-11-23").items).toBe(0);
  });
});
