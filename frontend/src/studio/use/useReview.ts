/** Submitted answers, one at a time, for whoever reviews them: passed on, or sent back with a reason. */
import { computed, ref } from "vue";

import { sentenceOf } from "../../shared/api";
import { newKey } from "../model/newKey";
import type { Reviewed } from "../model/types";
import type { StudioApi } from "./studioApi";
import type { Overview } from "./useOverview";
import type { Voice } from "./useVoice";

export type Review = ReturnType<typeof useReview>;

const STATUS: Record<string, string> = { to_review: "submitted", disagreed: "disagreed" };

export function useReview(api: StudioApi, overview: Overview, voice: Voice) {
  const phase = ref<"loading" | "ready" | "empty" | "error">("loading");
  const problem = ref("");
  const rows = ref<Reviewed[]>([]);
  const isBusy = ref(false);
  const isRejecting = ref(false);
  const current = computed(() => rows.value[0] ?? null);
  const isMine = computed(() => current.value?.annotator.id === overview.state.value?.me.id);
  /** What was judged here, the last one last: taken back in turn. */
  const judged = ref<Reviewed[]>([]);
  let queue = "to_review";
  let after: string | null = null;
  let asked = 0;

  function open(name: string): Promise<void> {
    queue = name;
    after = null;
    rows.value = [];
    judged.value = [];
    return more();
  }

  async function more(): Promise<void> {
    const mine = ++asked;
    phase.value = "loading";
    problem.value = "";
    try {
      const told = await api.reviews(STATUS[queue] ?? "submitted", after);
      if (mine !== asked) return;
      rows.value = told.items;
      after = told.next;
      phase.value = told.items.length ? "ready" : "empty";
    } catch (error) {
      if (mine !== asked) return;
      problem.value = sentenceOf(error);
      phase.value = "error";
    }
  }

  /** At the end of what there is it begins again: what was put off comes back then. */
  function later(): void {
    isRejecting.value = false;
    rows.value = rows.value.slice(1);
    if (rows.value.length) return;
    // What was judged is no place to go on from.
    if (judged.value.length) after = null;
    void more();
  }

  async function approve(): Promise<void> {
    const row = current.value;
    if (row && !isMine.value) await judge(row, () => api.approve(row.annotation.id, newKey()), "已通过");
  }

  async function reject(comment: string): Promise<void> {
    const row = current.value;
    const reason = comment.trim();
    if (row && reason) await judge(row, () => api.reject(row.annotation.id, newKey(), reason), "已驳回，训练师会看到您的意见");
  }

  const judge = (row: Reviewed, act: () => Promise<unknown>, words: string) =>
    attempt(async () => {
      await act();
      judged.value = [...judged.value, row];
      voice.say(words);
      later();
    });

  async function undo(): Promise<void> {
    const row = judged.value.at(-1);
    if (!row) return voice.say("没有可撤销的审核");
    await attempt(async () => {
      const { annotation } = await api.undo(row.annotation.id, newKey());
      judged.value = judged.value.slice(0, -1);
      rows.value = [{ ...row, annotation }, ...rows.value];
      phase.value = "ready";
      voice.say("已撤销，请重新审核");
    });
  }

  async function attempt(act: () => Promise<void>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    try {
      await act();
      void overview.load();
    } catch (error) {
      voice.warn(sentenceOf(error));
    } finally {
      isBusy.value = false;
    }
  }

  const askWhy = () => void (isRejecting.value = phase.value === "ready" && !isMine.value);

  return { phase, problem, current, isMine, isBusy, isRejecting, judged, open, more, later, approve, reject, askWhy, undo };
}
