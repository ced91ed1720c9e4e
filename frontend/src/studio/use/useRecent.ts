/** What one labelled last: as the service knows it, and before that what was just sent. */
import { computed, ref, watch } from "vue";

import type { Recent } from "../model/types";
import type { StudioApi } from "./studioApi";
import type { Work } from "./useItem";

export type Recents = ReturnType<typeof useRecent>;

const SHOWN = 6;
const isSame = (one: Recent, other: Recent) => one.text === other.text && one.intent === other.intent;

export function useRecent(api: StudioApi, work: Work) {
  const told = ref<Recent[]>([]);
  const sent = ref<Recent[]>([]);
  const isHere = (row: Recent) => row.text === work.item.value?.example.text;
  const isSent = (row: Recent) => sent.value.some((each) => isSame(each, row));
  const recent = computed(() => [...sent.value, ...told.value.filter((row) => !isSent(row))].filter((row) => !isHere(row)).slice(0, SHOWN));

  watch(work.item, (item) => item?.recent.length && (told.value = item.recent));

  /** Before the first line brings them along; without them one works as well. */
  async function load(): Promise<void> {
    const { items } = await api.history(SHOWN).catch(() => ({ items: [] }));
    const answered = items.filter(({ annotation }) => annotation.outcome === "answer" && annotation.status !== "draft");
    if (!told.value.length) told.value = answered.map(({ example, annotation }) => ({ text: example.text, intent: annotation.answer.intent }));
  }

  return {
    recent, load,
    add: (row: Recent) => void (sent.value = [row, ...sent.value].slice(0, SHOWN)),
    remove(row: Recent): void {
      sent.value = sent.value.filter((each) => !isSame(each, row));
      told.value = told.value.filter((each) => !isSame(each, row));
    },
  };
}
