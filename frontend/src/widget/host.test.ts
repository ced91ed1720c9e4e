/** The token goes to the page that spoke first, to its exact origin, and to nobody else. */
import { describe, expect, it } from "vitest";
import { directHost, meetHost, parseKept, type FromWidget } from "./host";
import { memoryShelf } from "./storage";

/** A frame inside a host page: what was posted to the page, and a way to be spoken to. */
function frame() {
  const posted: { message: FromWidget; target: string }[] = [];
  const parent = { postMessage: (message: FromWidget, target: string) => posted.push({ message, target }) };
  let hear: (event: unknown) => void = () => undefined;
  const here = { parent, addEventListener: (_name: string, listener: (event: unknown) => void) => (hear = listener) };
  const say = (data: unknown, origin = "https://shop.example", source: unknown = parent) =>
    hear({ data, origin, source });
  return { here: here as unknown as Window, posted, say };
}
const KEPT = JSON.stringify({ visitor_token: "secret", read: 3 });

describe("inside a host page", () => {
  it("takes the token from the first word and answers to that origin only", async () => {
    const { here, posted, say } = frame();
    const meeting = meetHost(here);
    say({ kept: KEPT, open: true });
    const host = await meeting;

    host.keep({ visitor_token: "new", read: 4 });

    expect(host.isOpen).toBe(true);
    expect(posted).toEqual([
      {
        message: { kept: '{"visitor_token":"new","read":4}', unread: 0, close: false },
        target: "https://shop.example",
      },
    ]);
  });

  it("does not listen to other windows, other origins or other words", async () => {
    const { here, say } = frame();
    const meeting = meetHost(here);
    say({ kept: "{}", open: true }, "https://evil.example", {});
    say("hello");
    say(null);
    say({ kept: KEPT, open: false });
    const host = await meeting;
    const heard: boolean[] = [];
    host.onOpen((isOpen) => heard.push(isOpen));

    say({ kept: undefined, open: true }, "https://evil.example");
    say({ kept: undefined, open: true });

    expect(heard).toEqual([true]);
    expect(host.kept).toEqual({ visitor_token: "secret", read: 3 });
  });

  it("hands nothing to a page without an origin", async () => {
    const { here, posted, say } = frame();
    const meeting = meetHost(here);
    say({ kept: undefined, open: true }, "null");

    (await meeting).keep({ visitor_token: "secret", read: 0 });

    expect(posted).toEqual([]);
  });
});

describe("opened directly", () => {
  it("keeps the token itself", () => {
    const shelf = memoryShelf();
    directHost(shelf).keep({ visitor_token: "t", read: 2 });

    expect(directHost(shelf).kept).toEqual({ visitor_token: "t", read: 2 });
  });

  it.each([undefined, "", "not json", "null", '{"visitor_token":5}'])("takes %s for nothing kept", (value) => {
    expect(parseKept(value)).toEqual({ visitor_token: null, read: 0 });
  });
});
