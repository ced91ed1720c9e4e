/** Every key means one thing, whatever keyboard, input method or own keys there are. */
import { describe, expect, it } from "vitest";

import { commandOf, conflictsOf, DEFAULTS, keyOf, keysWith, ownOf } from "./keys";

const press = (key: string, code: string, shiftKey = false) => keyOf({ key, code, shiftKey });

describe("a key's name", () => {
  it.each([
    ["z", "KeyZ", false, "Z"],
    ["Z", "KeyZ", true, "Shift+Z"],
    ["3", "Digit3", false, "3"],
    ["#", "Digit3", true, "Shift+3"],
    ["7", "Numpad7", false, "7"],
    ["?", "Slash", true, "?"],
    ["/", "Slash", false, "/"],
    ["ArrowRight", "ArrowRight", true, "Shift+→"],
    ["Enter", "Enter", false, "Enter"],
    ["F8", "F8", false, "F8"],
    [" ", "Space", false, "Space"],
  ])("%s with shift %s is written as it is read", (key, code, shift, name) => {
    expect(press(key, code, shift)).toBe(name);
  });

  it("is the key itself where an input method holds the letters back", () => {
    expect(press("Process", "KeyS")).toBe("S");
    expect(press("Process", "Digit2")).toBe("2");
    expect(press("、", "Slash")).toBe("/");
    expect(press("？", "Slash", true)).toBe("?");
  });

  it("follows the letter, not the place, on other keyboards", () => {
    expect(press("a", "KeyQ")).toBe("A");
  });

  it("is none for a shift, a tab and what nobody can name", () => {
    expect([press("Shift", "ShiftLeft", true), press("Tab", "Tab"), press("Process", "")]).toEqual(["", "", ""]);
  });
});

describe("commands", () => {
  it("are found by their keys, and by a digit with shift as a second reading", () => {
    expect(commandOf(DEFAULTS, "S")).toEqual({ command: "skip", also: false });
    expect(commandOf(DEFAULTS, "2")).toEqual({ command: "intent2", also: false });
    expect(commandOf(DEFAULTS, "Shift+2")).toEqual({ command: "intent2", also: true });
    expect(commandOf(DEFAULTS, "Y")).toBeNull();
    expect(commandOf(DEFAULTS, "")).toBeNull();
  });

  it("have no two meanings to begin with", () => {
    expect(conflictsOf(DEFAULTS)).toEqual([]);
  });

  it("take a person's own keys, and nothing that is no command", () => {
    const keys = keysWith({ skip: "V", nonsense: "S", discard: "" });

    expect(commandOf(keys, "V")?.command).toBe("skip");
    expect(commandOf(keys, "S")).toBeNull();
    expect(commandOf(keys, "X")?.command).toBe("discard");
  });

  it("tell of a key with two meanings, by shift and digit too", () => {
    expect(conflictsOf(keysWith({ skip: "X" }))).toEqual([{ key: "X", commands: ["skip", "discard"] }]);
    expect(conflictsOf(keysWith({ redo: "Shift+1" }))[0]?.key).toBe("Shift+1");
  });

  it("keep only what differs from ours", () => {
    expect(ownOf(keysWith({ skip: "V", discard: "X" }))).toEqual({ skip: "V" });
  });
});
