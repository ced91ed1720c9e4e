/** What was done and can be taken back, here in this page; beyond it the service remembers. */
import type { Draft } from "./draft";
import type { Item } from "./types";

export type Step =
  | { kind: "edit"; annotationId: string; before: Draft; after: Draft }
  /** Left for the next line: submitted, kept as a draft, or just passed by. `saved`: by a change of its own. */
  | { kind: "left"; annotationId: string; item: Item; draft: Draft; saved: boolean; isSubmitted: boolean }
  | { kind: "bulk"; changeId: string };

export interface Steps {
  done: readonly Step[];
  undone: readonly Step[];
}

export const NO_STEPS: Steps = { done: [], undone: [] };
const MOST = 200;

/** Something new leaves nothing to do again. */
export const taken = ({ done }: Steps, step: Step): Steps => ({ done: [...done, step].slice(-MOST), undone: [] });

export function back({ done, undone }: Steps): { step: Step; steps: Steps } | null {
  const step = done.at(-1);
  return step ? { step, steps: { done: done.slice(0, -1), undone: [...undone, step] } } : null;
}

export function again({ done, undone }: Steps): { step: Step; steps: Steps } | null {
  const step = undone.at(-1);
  return step ? { step, steps: { done: [...done, step], undone: undone.slice(0, -1) } } : null;
}

/** The service refused it: what was done to this annotation cannot be taken back any more. */
export function forgotten({ done, undone }: Steps, annotationId: string): Steps {
  const isOther = (step: Step) => step.kind === "bulk" || step.annotationId !== annotationId;
  return { done: done.filter(isOther), undone: undone.filter(isOther) };
}
