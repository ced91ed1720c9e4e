/** Unsent lines outlast the page, in the order written, and belong to one conversation. */
import { describe, expect, it } from "vitest";
import type { Unsent } from "./model";
import { memoryShelf } from "./storage";
import { unsentLines } from "./unsent";

const NOW = Date.parse("2026-11-21T02:30:00Z");
const line = (client_id: string, written_at: string): Unsent => ({
  client_id,
  text: client_id,
  attachments: [],
  written_at,
  delivery: "failed",
  why: "x",
});

describe("unsent lines", () => {
  it("come back after a reload, to be sent again under the same ids", () => {
    const shelf = memoryShelf();
    unsentLines(shelf).save("c", [line("b", "2026-11-21T02:20:00Z"), line("a", "2026-11-21T02:10:00Z")]);

    const back = unsentLines(shelf).load("c", NOW);

    expect(back.map((kept) => [kept.client_id, kept.delivery])).toEqual([
      ["a", "waiting"],
      ["b", "waiting"],
    ]);
  });

  it("keep the images they name", () => {
    const shelf = memoryShelf();
    const image = { id: "i", url: "/api/webchat/attachments/i", width: 8, height: 6 };
    unsentLines(shelf).save("c", [{ ...line("a", "2026-11-21T02:20:00Z"), text: "", attachments: [image] }]);

    expect(unsentLines(shelf).load("c", NOW)[0]).toMatchObject({ text: "", attachments: [image] });
  });

  it("of the release before, without images, still come back", () => {
    const shelf = memoryShelf();
    shelf.setItem("heyan.unsent.c.a", JSON.stringify({ text: "a", written_at: "2026-11-21T02:20:00Z" }));

    expect(unsentLines(shelf).load("c", NOW)[0]?.attachments).toEqual([]);
  });

  it("written over an hour ago wait for the contact's word", () => {
    const shelf = memoryShelf();
    unsentLines(shelf).save("c", [line("a", "2026-11-21T01:00:00Z")]);

    expect(unsentLines(shelf).load("c", NOW)[0]?.delivery).toBe("held");
  });

  it("are removed once acknowledged", () => {
    const shelf = memoryShelf();
    const lines = unsentLines(shelf);
    lines.save("c", [line("a", "2026-11-21T02:10:00Z")]);
    lines.save("c", []);

    expect(shelf.keys()).toEqual([]);
  });

  it("of another tab or another conversation are left alone", () => {
    const shelf = memoryShelf();
    unsentLines(shelf).save("c", [line("other-tab", "2026-11-21T02:10:00Z")]);
    unsentLines(shelf).save("d", [line("a", "2026-11-21T02:10:00Z")]);

    const mine = unsentLines(shelf);
    mine.save("c", [line("mine", "2026-11-21T02:11:00Z")]);

    expect(mine.load("c", NOW).map((kept) => kept.client_id)).toEqual(["other-tab", "mine"]);
    expect(mine.load("d", NOW)).toHaveLength(1);
  });
});
