/** Marking entities: a piece of the sentence is picked, then its kind is said. */
import { computed, nextTick, ref, watch } from "vue";

import { grown, nudged, rangeOf, stepped, trimmed, type Direction, type Pick, type Range } from "../model/pick";
import { sliceOf } from "../model/points";
import { changedSpan, overlapping, snapped, spanAt, withoutSpan, withSpan } from "../model/spans";
import type { Work } from "./useItem";
import type { Labelling } from "./useLabelling";
import type { Voice } from "./useVoice";

export type Picking = ReturnType<typeof usePicking>;

const TAKEN = "所选文字与已有片段重叠，请调整后再标注。";

export function usePicking(work: Work, labelling: Labelling, voice: Voice) {
  const pick = ref<Pick | null>(null);
  const isOpen = ref(false);
  const text = computed(() => work.item.value?.example.text ?? "");
  const spans = computed(() => work.draft.value.answer.spans);
  const range = computed<Range | null>(() => pick.value && rangeOf(pick.value));
  /** The entity that is picked as a whole. */
  const current = computed(() => (range.value ? (spanAt(spans.value, range.value) ?? null) : null));
  const words = computed(() => (range.value ? sliceOf(text.value, range.value.start, range.value.end) : ""));

  function clear(): void {
    pick.value = null;
    isOpen.value = false;
  }

  watch(() => work.item.value?.example.id, clear, { flush: "sync" });

  function tell(): void {
    const kind = current.value ? "，已标注" : "";
    if (words.value) voice.say(`已选“${words.value}”${kind}`);
  }

  function step(by: Direction): void {
    const next = stepped(text.value, pick.value, by);
    const whole = next && snapped(spans.value, rangeOf(next));
    if (!next || !whole) return;
    pick.value = next.head > next.anchor ? { anchor: whole.start, head: whole.end } : { anchor: whole.end, head: whole.start };
    tell();
  }

  function change(move: typeof grown, by: Direction): void {
    pick.value = move(text.value, pick.value, by);
    tell();
  }

  /** By hand; an entity that is met is opened whole. */
  function take(picked: Range): void {
    const kept = trimmed(text.value, picked);
    if (!kept) return clear();
    const met = overlapping(spans.value, kept);
    const whole = met && kept.start >= met.start && kept.end <= met.end ? met : kept;
    pick.value = { anchor: whole.start, head: whole.end };
    open();
  }

  function open(): void {
    if (!range.value) return;
    if (!current.value && overlapping(spans.value, range.value)) {
      voice.warn(TAKEN);
      return;
    }
    // The piece must stand on the page before something can stand beside it.
    void nextTick(() => (isOpen.value = range.value !== null));
  }

  function close(): void {
    isOpen.value = false;
  }

  /** A new entity is done with once its kind is said; one that was there stays open for more. */
  function choose(entity: string): void {
    if (!range.value) return;
    if (current.value) {
      const { start } = current.value;
      labelling.answer((answer) => ({ ...answer, spans: changedSpan(answer.spans, start, { entity }) }));
      return;
    }
    const { start, end } = range.value;
    const grownSpans = withSpan(spans.value, { start, end, entity, value: null });
    if (!grownSpans) return voice.warn(TAKEN);
    labelling.answer((answer) => ({ ...answer, spans: grownSpans }));
    clear();
  }

  function rename(value: string): void {
    if (!current.value) return;
    const { start } = current.value;
    labelling.answer((answer) => ({ ...answer, spans: changedSpan(answer.spans, start, { value: value.trim() || null }) }));
  }

  function drop(): void {
    if (!current.value) return;
    const { start } = current.value;
    labelling.answer((answer) => ({ ...answer, spans: withoutSpan(answer.spans, start) }));
    voice.say(`已删除片段“${words.value}”`);
    clear();
  }

  return {
    range, words, current, isOpen, spans, text, clear, take, open, close, choose, rename, drop, step,
    grow: (by: Direction) => change(grown, by),
    nudge: (by: Direction) => change(nudged, by),
  };
}
