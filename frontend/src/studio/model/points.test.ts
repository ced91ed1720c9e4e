/** Offsets are the service's: code points, so that an emoji before an entity moves nothing. */
import { describe, expect, it } from "vitest";

import { charactersOf, lengthOf, pointAt, sliceOf, wordsOf } from "./points";

const FAMILY = "👨‍👩‍👧";

describe("code points", () => {
  it("counts an emoji once, though JavaScript stores two units", () => {
    expect(lengthOf("退款😡到哪")).toBe(5);
    expect(sliceOf("退款😡到哪", 3, 5)).toBe("到哪");
  });

  it("turns the browser's units into code points", () => {
    const text = "😡😡退款";

    expect([0, 2, 4, 5, 6].map((units) => pointAt(text, units))).toEqual([0, 1, 2, 3, 4]);
  });

  it("never ends within a pair", () => {
    expect(pointAt("😡退款", 1)).toBe(0);
  });

  it("parts words, and says which are none", () => {
    const text = "净水器，退款";
    const words = wordsOf(text);

    expect(words.map(({ start, end }) => sliceOf(text, start, end)).join("")).toBe(text);
    expect(words.filter(({ isWord }) => !isWord).map(({ start, end }) => sliceOf(text, start, end))).toEqual(["，"]);
  });

  it("keeps a joined emoji in one piece", () => {
    expect(charactersOf(`a${FAMILY}b`)).toEqual([0, 1, 1 + lengthOf(FAMILY), 2 + lengthOf(FAMILY)]);
  });
});
