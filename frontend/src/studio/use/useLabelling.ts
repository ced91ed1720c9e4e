/** What one does to the line in work: every change is kept at once, and everything can be taken back. */
import { computed, onScopeDispose, ref } from "vue";

import { ApiError, sentenceOf } from "../../shared/api";
import { same, type Draft } from "../model/draft";
import { newKey } from "../model/newKey";
import { again, back, forgotten, NO_STEPS, taken, type Step, type Steps } from "../model/steps";
import type { Annotation, Answer, Outcome, Saved } from "../model/types";
import { OUTCOMES } from "../model/words";
import type { StudioApi } from "./studioApi";
import type { Work } from "./useItem";
import type { Lease } from "./useLease";
import type { Overview } from "./useOverview";
import type { Recents } from "./useRecent";
import type { Saving } from "./useSaving";
import type { Voice } from "./useVoice";

const TYPING_RESTS = 600;

type BulkStep = Extract<Step, { kind: "bulk" }>;
type LeftStep = Extract<Step, { kind: "left" }>;
type LineStep = Exclude<Step, BulkStep>;

export interface LabellingOptions {
  api: StudioApi;
  work: Work;
  lease: Lease;
  saving: Saving;
  overview: Overview;
  recents: Recents;
  voice: Voice;
  /** A line is done with: the presses it took are counted. */
  onDone: () => void;
}

export type Labelling = ReturnType<typeof useLabelling>;

export function useLabelling({ api, work, lease, saving, overview, recents, voice, onDone }: LabellingOptions) {
  const steps = ref<Steps>(NO_STEPS);
  const lacks = ref("");
  let typed: { before: Draft; timer: ReturnType<typeof setTimeout> } | null = null;
  const isReady = computed(() => work.phase.value === "ready" && work.item.value !== null);

  function save(draft: Draft, submit: boolean): void {
    const saved: Saved = { ...draft, blind: work.blind.value, seconds: work.seconds(), submit };
    saving.add({ annotationId: work.annotationId.value, exampleId: work.item.value!.example.id, kind: "save", saved });
  }

  function edit(change: Partial<Draft>): void {
    keepTyped();
    if (!isReady.value) return;
    const before = work.draft.value;
    const after: Draft = { ...before, outcome: "answer", ...change };
    lacks.value = "";
    if (same(before.answer, after.answer)) return;
    work.draft.value = after;
    keepEdit(before, after);
  }

  function keepEdit(before: Draft, after: Draft): void {
    steps.value = taken(steps.value, { kind: "edit", annotationId: work.annotationId.value, before, after });
    save(after, false);
  }

  /** Kept when the hand rests, and whenever something else is done. */
  function comment(text: string): void {
    if (!isReady.value) return;
    const before = typed?.before ?? work.draft.value;
    clearTimeout(typed?.timer);
    typed = { before, timer: setTimeout(keepTyped, TYPING_RESTS) };
    work.draft.value = { ...work.draft.value, outcome: "answer", comment: text };
  }

  function keepTyped(): void {
    if (!typed) return;
    const { before, timer } = typed;
    typed = null;
    clearTimeout(timer);
    if (isReady.value && before.comment !== work.draft.value.comment) keepEdit(before, work.draft.value);
  }

  const answer = (change: (answer: Answer) => Answer) => edit({ answer: change(work.draft.value.answer) });

  function leave(draft: Draft, submit: boolean): void {
    const item = work.item.value!;
    save(draft, submit);
    const words = submit ? OUTCOMES[draft.outcome!] : "已存为草稿";
    steps.value = taken(steps.value, {
      kind: "left", annotationId: work.annotationId.value, item, draft: work.draft.value, saved: true, isSubmitted: submit,
    });
    if (submit) {
      overview.count(1);
      if (draft.outcome === "answer") recents.add({ text: item.example.text, intent: draft.answer.intent });
      onDone();
    }
    voice.say(words);
    work.passOver(!submit);
    void work.next();
  }

  function finish(outcome: Outcome): void {
    keepTyped();
    if (!isReady.value) return;
    if (outcome === "answer" && !work.draft.value.answer.intent) {
      lacks.value = "请先选择意图，再提交；按 / 可搜索全部意图。";
      voice.say(lacks.value);
      return;
    }
    leave({ ...work.draft.value, outcome }, true);
  }

  function keepDraft(): void {
    keepTyped();
    if (isReady.value) leave({ ...work.draft.value, outcome: "answer" }, false);
  }

  /** Left without a change, for another queue: undoing what was done to it finds the way back. */
  function stepAside(): void {
    keepTyped();
    const item = work.item.value;
    const touched = steps.value.done.at(-1);
    if (!item || touched?.kind !== "edit" || touched.annotationId !== work.annotationId.value) return;
    const left: Step = {
      kind: "left", annotationId: work.annotationId.value, item, draft: work.draft.value, saved: false, isSubmitted: false,
    };
    steps.value = taken(steps.value, left);
  }

  async function undo(): Promise<void> {
    keepTyped();
    const found = back(steps.value);
    if (!found) return walk("undo");
    const { step } = found;
    if (step.kind === "bulk") return walkBulk(step, found.steps, "undo");
    steps.value = found.steps;
    if (step.kind === "edit") work.draft.value = step.before;
    else comeBack(step);
    if (step.kind === "edit" || step.saved) saving.add({ ...idsOf(step), kind: "undo", saved: null });
    if (step.kind === "left" && step.isSubmitted) {
      overview.count(-1);
      recents.remove({ text: step.item.example.text, intent: step.draft.answer.intent });
    }
    voice.say("已撤销");
  }

  async function redo(): Promise<void> {
    const found = again(steps.value);
    if (!found) return walk("redo");
    const { step } = found;
    if (step.kind === "bulk") return walkBulk(step, found.steps, "redo");
    if (step.kind === "edit" || step.saved) saving.add({ ...idsOf(step), kind: "redo", saved: null });
    steps.value = found.steps;
    voice.say("已重做");
    if (step.kind === "edit") {
      work.draft.value = step.after;
      return;
    }
    if (step.isSubmitted) overview.count(1);
    work.passOver();
    void work.next();
  }

  /** Asked of the service first: it alone knows for which lines it still can be. */
  const walkBulk = (step: BulkStep, after: Steps, way: "undo" | "redo") =>
    attempt(async () => {
      const { changed } = way === "undo" ? await api.undoBulk(step.changeId) : await api.redoBulk(step.changeId);
      steps.value = after;
      overview.count(way === "undo" ? -changed.length : changed.length);
      voice.done(way === "undo" ? `已撤销 ${changed.length} 条的一起标注` : `已重新一起标注 ${changed.length} 条`);
      void overview.load();
    });

  /** An edit is undone where it was done: leaving the line is a step of its own. */
  const idsOf = (step: LineStep) => ({
    annotationId: step.annotationId,
    exampleId: step.kind === "left" ? step.item.example.id : work.item.value!.example.id,
  });

  function comeBack({ item, draft, annotationId }: LeftStep): void {
    work.show(item, draft);
    work.annotationId.value = annotationId;
    // Its lease may have run out meanwhile.
    void saving.flush().then((isSaved) => (isSaved ? lease.renew() : undefined));
  }

  /** What was done before this page was opened: the service knows it. */
  async function walk(way: "undo" | "redo"): Promise<void> {
    await attempt(async () => {
      if (!(await saving.flush())) return;
      const here = work.item.value?.annotation?.id;
      const target = here ?? (await api.history(1)).items[0]?.annotation.id;
      if (!target) return voice.say(way === "undo" ? "没有可撤销的操作" : "没有可重做的操作");
      const { annotation, example } = await api[way](target, newKey());
      const until = new Date(Date.now()).toISOString();
      work.show({ example, annotation, lease_until: until, similar: [], recent: work.item.value?.recent ?? [] });
      await lease.renew();
      voice.say(way === "undo" ? "已撤销" : "已重做");
      void overview.load();
    });
  }

  async function attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      voice.warn(sentenceOf(error));
    }
  }

  function refuse(annotationId: string, error: ApiError): void {
    steps.value = forgotten(steps.value, annotationId);
    const item = work.item.value;
    const isHere = item && annotationId === work.annotationId.value;
    const present = error.body.annotation as Annotation | undefined;
    // In another window one went on: here it is gone on from there.
    if (isHere && error.code === "stale_revision" && present) work.show({ ...item, annotation: present });
    if (isHere && error.code === "item_gone") work.lose(error.message);
    else voice.warn(error.message);
    void overview.load();
  }

  const remember = (step: Step) => void (steps.value = taken(steps.value, step));

  window.addEventListener("pagehide", keepTyped);
  onScopeDispose(() => window.removeEventListener("pagehide", keepTyped));

  return { lacks, isReady, answer, comment, finish, keepDraft, stepAside, undo, redo, refuse, remember };
}
