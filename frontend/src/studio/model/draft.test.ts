/** An answer begins with the suggestion, keeps what was said, and never contradicts itself. */
import { describe, expect, it } from "vitest";

import { answerOf, choicesOf, draftOf, NOTHING, turned, withAlso, withIntent } from "./draft";
import type { Annotation, Suggestion } from "./types";

const SUGGESTION: Suggestion = {
  intent: "refund_status", confidence: 0.58, emotion: "anxious", complaint: false, model: "m1",
  ranking: [{ name: "refund_status", confidence: 0.58 }, { name: "urge", confidence: 0.1 }],
  spans: [{ start: 0, end: 2, entity: "product", value: null }],
};
const annotation = (more: Partial<Annotation>): Annotation => ({
  id: "1", example_id: "2", status: "draft", outcome: null, answer: NOTHING, comment: "", blind: false, revision: 2,
  submitted_at: null, reviewed_by: null, reviewed_at: null, review_comment: null, ...more,
});

describe("a draft", () => {
  it("begins with all that the model suggests, and with nothing for whoever labels blind", () => {
    expect(draftOf(null, SUGGESTION).answer).toEqual({ ...answerOf(SUGGESTION), also: [], needs_person: null });
    expect(draftOf(null, SUGGESTION).answer.intent).toBe("refund_status");
    expect(draftOf(null, null).answer).toEqual(NOTHING);
  });

  it("is what was kept, even where that says less than the suggestion", () => {
    const kept = annotation({ outcome: "answer", answer: { ...NOTHING, intent: "urge" } });

    expect(draftOf(kept, SUGGESTION).answer.spans).toEqual([]);
  });

  it("begins anew where all of it was undone", () => {
    expect(draftOf(annotation({}), SUGGESTION).answer.intent).toBe("refund_status");
  });
});

describe("readings", () => {
  it("makes a second reading the first, and no second any more", () => {
    const answer = { ...NOTHING, intent: "urge", also: ["refund_status"] };

    expect(withIntent(answer, "refund_status")).toMatchObject({ intent: "refund_status", also: [] });
  });

  it("turns a second reading on and off, but never doubles the first", () => {
    const answer = { ...NOTHING, intent: "urge" };

    expect(withAlso(answer, "refund_status").also).toEqual(["refund_status"]);
    expect(withAlso(withAlso(answer, "refund_status"), "refund_status").also).toEqual([]);
    expect(withAlso(answer, "urge")).toEqual(answer);
    expect(withAlso(NOTHING, "urge").intent).toBe("urge");
  });

  it("says yes first, then no, then yes", () => {
    expect([null, true, false].map(turned)).toEqual([true, false, true]);
  });
});

describe("the number keys", () => {
  const intents = Array.from({ length: 12 }, (_, count) => ({ name: `intent_${count}`, title: "", count }));

  it("follow the suggestion's ranking", () => {
    expect(choicesOf(SUGGESTION, intents).map(({ name }) => name)).toEqual(["refund_status", "urge"]);
  });

  it("offer nine of the commonest where there is no suggestion", () => {
    expect(choicesOf(null, intents).map(({ name }) => name)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3].map((count) => `intent_${count}`));
  });
});
