/** What was done last is taken back first; something new ends the way forward. */
import { describe, expect, it } from "vitest";

import { NOTHING } from "./draft";
import { again, back, forgotten, NO_STEPS, taken, type Step, type Steps } from "./steps";

const draft = { outcome: null, answer: NOTHING, comment: "" };
const edit = (annotationId: string): Step => ({ kind: "edit", annotationId, before: draft, after: { ...draft, comment: annotationId } });
const bulk: Step = { kind: "bulk", changeId: "b" };
const walked = (...steps: Step[]): Steps => steps.reduce(taken, NO_STEPS);

describe("steps", () => {
  it("go back in turn and forth again", () => {
    const first = back(walked(edit("1"), bulk))!;
    const second = back(first.steps)!;

    expect([first.step, second.step]).toEqual([bulk, edit("1")]);
    expect(back(second.steps)).toBeNull();
    expect(again(second.steps)?.step).toEqual(edit("1"));
  });

  it("have no way forward after something new", () => {
    const undone = back(walked(edit("1"), edit("2")))!.steps;

    expect(again(taken(undone, edit("3")))).toBeNull();
  });

  it("forget an annotation that the service refused, both ways", () => {
    const steps = back(walked(edit("1"), bulk, edit("2"), edit("1")))!.steps;

    expect(forgotten(steps, "1")).toEqual({ done: [bulk, edit("2")], undone: [] });
  });

  it("do not grow without end", () => {
    const many = walked(...Array.from({ length: 500 }, (_, number) => edit(String(number))));

    expect(many.done.length).toBeLessThan(300);
    expect(many.done.at(-1)).toEqual(edit("499"));
  });
});
