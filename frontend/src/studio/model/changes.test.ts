/** Changes leave in order, build on each other, and outlast a reload. */
import { describe, expect, it } from "vitest";

import { drop, inOrder, keep, kept, orderAfter, refused, revisionFor, waitBefore, waitingItems, without, type Change } from "./changes";

const change = (id: string, annotationId: string, order: number, revision = 0): Change => ({
  id, annotationId, exampleId: "e", kind: "save", saved: null, revision, order,
});

class Shelf implements Storage {
  [name: string]: unknown;
  private readonly entries = new Map<string, string>();
  get length(): number {
    return this.entries.size;
  }
  key = (index: number) => [...this.entries.keys()][index] ?? null;
  getItem = (name: string) => this.entries.get(name) ?? null;
  setItem = (name: string, value: string) => void this.entries.set(name, value);
  removeItem = (name: string) => void this.entries.delete(name);
  clear = () => this.entries.clear();
}

describe("changes on their way", () => {
  it("build on what the service has, or on what those before them will make", () => {
    expect(revisionFor([], { a: 4 }, "a")).toBe(4);
    expect(revisionFor([], {}, "a")).toBe(0);
    expect(revisionFor([change("1", "a", 1, 4), change("2", "b", 2, 9)], { a: 4 }, "a")).toBe(5);
  });

  it("keep their order though the clock goes back", () => {
    const first = change("1", "a", orderAfter([], 1000));
    const second = change("2", "a", orderAfter([first], 400));

    expect(inOrder([second, first])).toEqual([first, second]);
  });

  it("fall with the one they were built on, and take no other along", () => {
    const changes = [change("1", "a", 1), change("2", "a", 2), change("3", "b", 3), change("4", "a", 4)];

    expect(refused(changes, "2").map(({ id }) => id)).toEqual(["1", "3"]);
    expect(without(changes, "1").map(({ id }) => id)).toEqual(["2", "3", "4"]);
    expect(refused(changes, "9")).toEqual(changes);
  });

  it("count lines, not keys", () => {
    expect(waitingItems([change("1", "a", 1), change("2", "a", 2), change("3", "b", 3)])).toBe(2);
  });

  it("wait longer each time, with a ceiling", () => {
    expect([0, 1, 2, 9].map(waitBefore)).toEqual([1000, 2000, 4000, 15_000]);
  });
});

describe("changes kept in the browser", () => {
  it("come back in order, those of this person alone", () => {
    const shelf = new Shelf();
    keep(shelf, "me", change("2", "a", 2));
    keep(shelf, "me", change("1", "a", 1));
    keep(shelf, "someone", change("3", "a", 3));

    expect(kept(shelf, "me").map(({ id }) => id)).toEqual(["1", "2"]);
  });

  it("are gone once they are answered, without touching those of another tab", () => {
    const shelf = new Shelf();
    keep(shelf, "me", change("1", "a", 1));
    keep(shelf, "me", change("2", "b", 2));

    drop(shelf, "me", "1");

    expect(kept(shelf, "me").map(({ id }) => id)).toEqual(["2"]);
  });

  it("are not stopped by an entry that cannot be read", () => {
    const shelf = new Shelf();
    shelf.setItem("heyan.studio.change.me.broken", "{");
    keep(shelf, "me", change("1", "a", 1));

    expect(kept(shelf, "me")).toHaveLength(1);
  });
});
