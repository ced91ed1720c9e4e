/** Links are found in Chinese text, and nothing but http(s) ever becomes one. */
import { describe, expect, it } from "vitest";
import { isOurLink, pieces } from "./text";

const links = (text: string) => pieces(text).flatMap((piece) => piece.href ?? []);

describe("links in a line", () => {
  it.each([
    ["详情见https://example.com/a?b=1，谢谢。", ["https://example.com/a?b=1"]],
    ["（https://example.com/help）", ["https://example.com/help"]],
    ["(see https://example.com/a_(b)).", ["https://example.com/a_(b)"]],
    ["(https://example.com/a).", ["https://example.com/a"]],
    ["http://example.com. https://例子.com", ["http://example.com"]],
    ["javascript:alert(1) data:text/html,x ftp://example.com", []],
    ["https://", []],
    ["没有链接", []],
  ])("%s", (text, found) => {
    expect(links(text)).toEqual(found);
  });

  it("give back every character of the line", () => {
    const text = "<b>一</b> https://example.com/<script> 二\nhttp://a.cn!";

    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});

describe("a card leads", () => {
  it.each(["https://example.com/a", "http://example.com", "/demo/invoices/1.pdf"])("to %s", (address) => {
    expect(isOurLink(address)).toBe(true);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "ftp://a", ""])(
    "never to %s",
    (address) => {
      expect(isOurLink(address)).toBe(false);
    },
  );
});
