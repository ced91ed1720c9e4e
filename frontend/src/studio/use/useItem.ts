/** The line in work: taken from a queue, shown, held by a lease, and let go. */
import { onScopeDispose, ref, type Ref } from "vue";

import { ApiError, sentenceOf } from "../../shared/api";
import { draftOf, type Draft } from "../model/draft";
import { newKey } from "../model/newKey";
import type { Item } from "../model/types";
import type { Lease } from "./useLease";
import type { Saving } from "./useSaving";
import type { StudioApi } from "./studioApi";

export type Phase = "loading" | "ready" | "empty" | "error" | "cut" | "lost";

const MOST_SEEN = 100;
const ASK_AGAIN_EVERY = 4_000;

export interface ItemOptions {
  api: StudioApi;
  queue: Ref<string>;
  isBlind: Ref<boolean>;
  lease: Lease;
  saving: Saving;
}

export type Work = ReturnType<typeof useItem>;

export function useItem({ api, queue, isBlind, lease, saving }: ItemOptions) {
  const phase = ref<Phase>("loading");
  const problem = ref("");
  const item = ref<Item | null>(null);
  const draft = ref<Draft>(draftOf(null, null));
  const annotationId = ref("");
  /** As it was when the line was shown: what has been seen is not unseen by turning blind. */
  const blind = ref(false);
  const seen = ref<string[]>([]);
  /** Left as drafts, to be looked at again. */
  const kept = ref<string[]>([]);
  let shownAt = 0;
  let asked = 0;

  async function next(): Promise<void> {
    const mine = ++asked;
    phase.value = "loading";
    problem.value = "";
    lease.letGo();
    try {
      const told = await api.next(queue.value, seen.value);
      if (mine !== asked) return;
      if (told.item) show(told.item);
      else nothing("empty");
    } catch (error) {
      if (mine !== asked) return;
      nothing(error instanceof ApiError && error.status === 0 ? "cut" : "error", sentenceOf(error));
    }
  }

  function show(shown: Item, as?: Draft): void {
    // An answer to an earlier request must not take its place.
    asked += 1;
    item.value = shown;
    annotationId.value = shown.annotation?.id ?? newKey();
    blind.value = shown.annotation ? shown.annotation.blind : isBlind.value && !shown.example.suggestion;
    draft.value = as ?? draftOf(shown.annotation, shown.example.suggestion);
    if (shown.annotation) saving.know(shown.annotation);
    unsee(shown.example.id);
    kept.value = kept.value.filter((id) => id !== shown.example.id);
    shownAt = Date.now();
    phase.value = "ready";
    lease.hold(shown.example.id, shown.lease_until);
  }

  function nothing(why: Phase, words = ""): void {
    lease.letGo();
    item.value = null;
    problem.value = words;
    phase.value = why;
  }

  /** It does not come again until all others of the queue have; the service may hear of it later than of `next`. */
  function passOver(asDraft = false): void {
    const id = item.value?.example.id;
    if (!id) return;
    seen.value = [...seen.value.filter((each) => each !== id), id].slice(-MOST_SEEN);
    if (asDraft) kept.value = [...kept.value, id];
  }

  /** The service knows by now what became of it. */
  const unsee = (id: string) => void (seen.value = seen.value.filter((each) => each !== id));

  function lose(words: string): void {
    passOver();
    nothing("lost", words);
  }

  function startAgain(): Promise<void> {
    seen.value = [];
    kept.value = [];
    return next();
  }

  const again = () => void (phase.value === "cut" && next());
  const timer = setInterval(again, ASK_AGAIN_EVERY);
  window.addEventListener("online", again);
  onScopeDispose(() => {
    clearInterval(timer);
    window.removeEventListener("online", again);
  });

  return {
    phase, problem, item, draft, annotationId, blind, kept, next, show, nothing, passOver, unsee, lose, startAgain,
    seconds: () => Math.round((Date.now() - shownAt) / 100) / 10,
  };
}
