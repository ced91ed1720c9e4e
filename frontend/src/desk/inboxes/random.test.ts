/** What is made up for a console is of the form that the console takes, and every letter is as likely as any other. */
import { describe, expect, it } from "vitest";

import { KEY_LENGTH, randomText, TOKEN_LENGTH } from "./random";

describe("a random text", () => {
  it("is letters and digits, as long as asked, and never twice the same", () => {
    const texts = Array.from({ length: 50 }, (_, at) => randomText(at % 2 ? TOKEN_LENGTH : KEY_LENGTH));

    expect(texts.every((text, at) => /^[0-9A-Za-z]+$/.test(text) && text.length === (at % 2 ? 32 : 43))).toBe(true);
    expect(new Set(texts).size).toBe(50);
  });

  it("throws away the bytes that would favour some letters", () => {
    const rounds = [new Uint8Array([255, 248, 0, 61]), new Uint8Array([62, 247, 1, 2])];
    const text = randomText(4, (bytes) => bytes.set(rounds.shift()!));

    expect(text).toBe("A9A9");
  });
});
