/** Times in a field are the service's, not the browser's. */
import { describe, expect, it } from "vitest";

import { fieldOf, hoursFrom, isoOf } from "./when";

describe("a time in a field", () => {
  it("is Shanghai's", () => {
    expect(fieldOf("2026-11-21T16:30:00+00:00")).toBe("2026-11-22T00:30");
    expect(isoOf("2026-11-22T00:30")).toBe("2026-11-21T16:30:00.000Z");
  });

  it("left empty or half typed is no time", () => {
    expect([isoOf(""), isoOf("2026-11"), fieldOf(null), fieldOf("soon")]).toEqual([null, null, "", ""]);
  });

  it("begins at a full hour", () => {
    expect(hoursFrom(Date.parse("2026-11-22T02:10:00Z"), 24)).toBe("2026-11-23T11:00");
  });
});
