/** What one is about to answer: begun with the model's suggestion, or with what was kept of it. */
import type { Annotation, Answer, Intent, Outcome, Ranked, Suggestion } from "./types";

export interface Draft {
  outcome: Outcome | null;
  answer: Answer;
  comment: string;
}

export const NOTHING: Answer = { intent: null, also: [], spans: [], emotion: null, complaint: null, needs_person: null };

export function answerOf(suggestion: Suggestion | null): Answer {
  if (!suggestion) return NOTHING;
  const { intent, spans, emotion, complaint } = suggestion;
  return { ...NOTHING, intent, spans, emotion, complaint };
}

/** An annotation that says nothing yet (all of it was undone) begins with the suggestion again. */
export function draftOf(annotation: Annotation | null, suggestion: Suggestion | null): Draft {
  if (!annotation) return { outcome: null, answer: answerOf(suggestion), comment: "" };
  const { outcome, answer, comment } = annotation;
  return { outcome, comment, answer: outcome === null && isEmpty(answer) ? answerOf(suggestion) : answer };
}

const isEmpty = (answer: Answer): boolean => same(answer, NOTHING);

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Choosing a second reading as the first one makes it no second reading any more. */
export const withIntent = (answer: Answer, intent: string): Answer => ({
  ...answer, intent, also: answer.also.filter((name) => name !== intent),
});

/** A second reading, on or off; the intent itself cannot be one, and without an intent it becomes it. */
export function withAlso(answer: Answer, intent: string): Answer {
  if (answer.intent === null) return withIntent(answer, intent);
  if (answer.intent === intent) return answer;
  const isOn = answer.also.includes(intent);
  return { ...answer, also: isOn ? answer.also.filter((name) => name !== intent) : [...answer.also, intent] };
}

/** Said again it turns: nothing said, yes, no, yes … */
export const turned = (value: boolean | null): boolean => value !== true;

const MOST_CHOICES = 9;

/** What the number keys choose: the suggestion's ranking, or the commonest intents where there is none. */
export function choicesOf(suggestion: Suggestion | null, intents: readonly Intent[]): (Ranked | { name: string; confidence: null })[] {
  if (suggestion) {
    const ranked = suggestion.ranking.length ? suggestion.ranking : [{ name: suggestion.intent, confidence: suggestion.confidence }];
    return ranked.slice(0, MOST_CHOICES);
  }
  const commonest = [...intents].sort((one, other) => other.count - one.count);
  return commonest.slice(0, MOST_CHOICES).map(({ name }) => ({ name, confidence: null }));
}
