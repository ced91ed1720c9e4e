/** Entities of a sentence never overlap, and cut it into stretches that together are the sentence. */
import { describe, expect, it } from "vitest";

import { changedSpan, segmentsOf, snapped, withoutSpan, withSpan } from "./spans";
import type { Span } from "./types";

const TEXT = "😡上周三买的净水器坏了";
const day: Span = { start: 1, end: 4, entity: "date", value: null };
const product: Span = { start: 6, end: 9, entity: "product", value: null };

describe("spans", () => {
  it("keeps the order of the sentence", () => {
    expect(withSpan([product], day)).toEqual([day, product]);
  });

  it.each([
    ["the same", { start: 1, end: 4 }],
    ["its last character", { start: 3, end: 5 }],
    ["all around it", { start: 0, end: 9 }],
    ["nothing at all", { start: 5, end: 5 }],
  ])("refuses one over %s", (_name, range) => {
    expect(withSpan([day], { ...range, entity: "time", value: null })).toBeNull();
  });

  it("takes one that begins where another ends", () => {
    expect(withSpan([day], { start: 4, end: 5, entity: "time", value: null })).toHaveLength(2);
  });

  it("changes and removes the one that begins there, and no other", () => {
    expect(changedSpan([day, product], 6, { value: "净饮机" })).toEqual([day, { ...product, value: "净饮机" }]);
    expect(withoutSpan([day, product], 1)).toEqual([product]);
  });

  it("cuts the sentence into stretches, emoji whole", () => {
    const segments = segmentsOf(TEXT, [day, product], null);

    expect(segments.map(({ text, span }) => [text, span?.entity ?? ""])).toEqual([
      ["😡", ""], ["上周三", "date"], ["买的", ""], ["净水器", "product"], ["坏了", ""],
    ]);
    expect(segments.map(({ text }) => text).join("")).toBe(TEXT);
  });

  it("shows what is picked within and beside an entity, and names the entity once", () => {
    const segments = segmentsOf(TEXT, [day], { start: 2, end: 5 });

    expect(segments.filter(({ isPicked }) => isPicked).map(({ text }) => text)).toEqual(["周三", "买"]);
    expect(segments.filter(({ span, isLast }) => span && isLast)).toHaveLength(1);
  });

  it("picks the whole of the one entity it meets, and leaves several alone", () => {
    expect(snapped([day, product], { start: 2, end: 3 })).toEqual({ start: 1, end: 4 });
    expect(snapped([day, product], { start: 2, end: 8 })).toEqual({ start: 2, end: 8 });
    expect(snapped([day], { start: 4, end: 6 })).toEqual({ start: 4, end: 6 });
  });
});
