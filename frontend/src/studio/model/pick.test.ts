/** Word by word through a sentence, growing on either side, never over its ends. */
import { describe, expect, it } from "vitest";

import { grown, nudged, rangeOf, stepped, trimmed, type Pick } from "./pick";
import { sliceOf } from "./points";

// Latin words: where Chinese ones part is the dictionary's matter.
const TEXT = "AB CD😡EF GH?";
const words = (pick: Pick | null) => pick && sliceOf(TEXT, rangeOf(pick).start, rangeOf(pick).end);
const CD: Pick = { anchor: 3, head: 5 };

describe("picking words", () => {
  it("begins with the first word, or from behind with the last", () => {
    expect(words(stepped(TEXT, null, 1))).toBe("AB");
    expect(words(stepped(TEXT, null, -1))).toBe("GH");
  });

  it("goes on over what is no word, counting an emoji as one place", () => {
    expect(words(stepped(TEXT, CD, 1))).toBe("EF");
    expect(rangeOf(stepped(TEXT, CD, 1)!)).toEqual({ start: 6, end: 8 });
    expect(words(stepped(TEXT, CD, -1))).toBe("AB");
  });

  it("stays at the last word", () => {
    const last = stepped(TEXT, null, -1);

    expect(stepped(TEXT, last, 1)).toEqual(last);
  });

  it("grows piece by piece, and gives back what it took", () => {
    const more = grown(TEXT, grown(TEXT, CD, 1), 1);

    expect(words(more)).toBe("CD😡EF");
    expect(words(grown(TEXT, more, -1))).toBe("CD😡");
  });

  it("grows backwards from a word that was come to backwards", () => {
    const last = stepped(TEXT, null, -1);

    expect(words(grown(TEXT, grown(TEXT, last, -1), -1))).toBe("EF GH");
  });

  it("is never empty: past where it began it grows on the other side", () => {
    expect(words(grown(TEXT, CD, -1))).toBe(" ");
  });

  it("moves by a character where words are parted otherwise than a reader would", () => {
    expect(words(nudged(TEXT, CD, 1))).toBe("CD😡");
    expect(words(nudged(TEXT, CD, -1))).toBe("C");
  });

  it("begins with a word, however it is begun", () => {
    expect(words(grown(TEXT, null, 1))).toBe("AB");
    expect(words(nudged(TEXT, null, -1))).toBe("GH");
  });

  it("ends at the ends of the sentence", () => {
    const all: Pick = { anchor: 0, head: 12 };

    expect(grown(TEXT, all, 1)).toEqual(all);
  });

  it("leaves out the blanks of a hand with a mouse, and is nothing where only blanks were picked", () => {
    expect(trimmed(" 净水器 ", { start: 0, end: 5 })).toEqual({ start: 1, end: 4 });
    expect(trimmed("a   b", { start: 1, end: 4 })).toBeNull();
    expect(trimmed("净水器", { start: -3, end: 99 })).toEqual({ start: 0, end: 3 });
  });
});
