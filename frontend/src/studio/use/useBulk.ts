/** Lines like the one in work, answered like it: looked at first, then taken, and taken back by one undo. */
import { computed, ref } from "vue";

import { sentenceOf } from "../../shared/api";
import { newKey } from "../model/newKey";
import type { Answer, Looked } from "../model/types";
import type { StudioApi } from "./studioApi";
import type { Work } from "./useItem";
import type { Labelling } from "./useLabelling";
import type { Overview } from "./useOverview";
import type { Voice } from "./useVoice";

export type Bulk = ReturnType<typeof useBulk>;

export interface BulkOptions {
  api: StudioApi;
  work: Work;
  labelling: Labelling;
  overview: Overview;
  voice: Voice;
}

export function useBulk({ api, work, labelling, overview, voice }: BulkOptions) {
  const isOpen = ref(false);
  const isBusy = ref(false);
  const looked = ref<Looked[]>([]);
  const left = ref(new Set<string>());
  const problem = ref("");
  const similar = computed(() => work.item.value?.similar ?? []);
  const chosen = computed(() => looked.value.filter(({ id, is_yours_to_label: isMine }) => isMine && !left.value.has(id)));

  /** Entities stand elsewhere in another line: they are not taken along. */
  const answer = computed<Answer>(() => ({ ...work.draft.value.answer, spans: [] }));

  async function look(): Promise<void> {
    if (!labelling.isReady.value || !similar.value.length) return;
    if (!answer.value.intent) return voice.warn("请先选择意图，再与相似语料一起标注。");
    isOpen.value = true;
    isBusy.value = true;
    problem.value = "";
    looked.value = [];
    left.value = new Set();
    try {
      const ids = similar.value.map(({ id }) => id);
      looked.value = (await api.look(ids, answer.value)).items;
    } catch (error) {
      problem.value = sentenceOf(error);
    } finally {
      isBusy.value = false;
    }
  }

  function turn(id: string): void {
    const turned = new Set(left.value);
    if (!turned.delete(id)) turned.add(id);
    left.value = turned;
  }

  async function take(): Promise<void> {
    if (isBusy.value || !chosen.value.length) return;
    isBusy.value = true;
    problem.value = "";
    const changeId = newKey();
    try {
      const { changed } = await api.bulk(changeId, chosen.value.map(({ id }) => id), answer.value);
      labelling.remember({ kind: "bulk", changeId });
      overview.count(changed.length);
      isOpen.value = false;
      if (work.item.value) work.item.value = { ...work.item.value, similar: similar.value.filter(({ id }) => !changed.includes(id)) };
      voice.say(`已一起标注 ${changed.length} 条，可撤销`);
      void overview.load();
    } catch (error) {
      problem.value = sentenceOf(error);
    } finally {
      isBusy.value = false;
    }
  }

  return { isOpen, isBusy, looked, left, chosen, problem, similar, answer, look, turn, take };
}
