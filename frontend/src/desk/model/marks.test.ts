/** Findings lie over the right words, whatever the text is made of. */
import { describe, expect, it } from "vitest";

import type { Finding } from "../../shared/types";
import { pieces, stillThere } from "./marks";

const finding = (rule: string, start: number, end: number, span: string): Finding => ({ rule, start, end, span, message: "", suggestion: null });

describe("marks", () => {
  it("cut the text at every finding and lose nothing", () => {
    const text = "亲，可能明天到";
    const cut = pieces(text, [finding("R02", 0, 1, "亲"), finding("R03", 2, 4, "可能")]);

    expect(cut).toEqual([
      { text: "亲", rules: ["R02"] }, { text: "，", rules: [] }, { text: "可能", rules: ["R03"] }, { text: "明天到", rules: [] },
    ]);
    expect(cut.map((piece) => piece.text).join("")).toBe(text);
  });

  it("count code points as the service does", () => {
    const cut = pieces("😀𠮷亲", [finding("R02", 2, 3, "亲")]);

    expect(cut.at(-1)).toEqual({ text: "亲", rules: ["R02"] });
  });

  it("share a piece where findings overlap", () => {
    const cut = pieces("不清楚啦", [finding("R04", 0, 3, "不清楚"), finding("R02", 2, 4, "楚啦")]);

    expect(cut.map(({ rules }) => rules)).toEqual([["R04"], ["R04", "R02"], ["R02"]]);
  });

  it("of words typed away are dropped, and those past the end do no harm", () => {
    const found = [finding("R02", 0, 1, "亲"), finding("R03", 2, 4, "可能")];

    expect(stillThere(found, "您，可能")).toEqual([found[1]]);
    expect(pieces("您", found.slice(1))).toEqual([{ text: "您", rules: [] }]);
    expect(pieces("", [])).toEqual([]);
  });
});
