import { describe, expect, it } from "vitest";

import type { Evidence } from "../../shared/types";
import { bySaying } from "./evidence";

const told = (seq: number, strength: number, calls_lead = false): Evidence => ({
  reason: `r${strength}`, reason_text: "", seq, words: "", start: 0, strength, explanation: "", at: null, calls_lead,
});

describe("evidence by the line that carries it", () => {
  it("keeps the order of the lines and puts the strongest of a line first", () => {
    const sayings = bySaying([told(5, 0.5), told(2, 0.9), told(5, 1)]);

    expect(sayings.map(({ seq, all }) => [seq, all.map(({ strength }) => strength)])).toEqual([[2, [0.9]], [5, [1, 0.5]]]);
  });

  it("says that the lead was called when any evidence of the line did it", () => {
    expect(bySaying([told(1, 1), told(1, 0.6, true), told(2, 1)]).map(({ callsLead }) => callsLead)).toEqual([true, false]);
  });
});
