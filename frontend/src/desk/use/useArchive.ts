/** Episodes that are not on the page: resolved ones, and what a search over all of them finds, a page at a time. */
import { computed, ref, watch, type Ref } from "vue";

import { sentenceOf } from "../../shared/api";
import type { Summary } from "../../shared/types";
import { byClock, byResolved, listOf, matches, type View } from "../model/lists";
import type { Desk } from "./useDesk";

const PAUSE = 250;

export function useArchive(desk: Desk, view: Ref<View>, query: Ref<string>) {
  const found = ref<Summary[]>([]);
  const next = ref<string | null>(null);
  const loading = ref(false);
  const problem = ref("");
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isNeeded = computed(() => view.value === "resolved" || (view.value === "all" && !!query.value.trim()));

  async function fetch(before?: string): Promise<void> {
    const mine = (asked += 1);
    loading.value = true;
    problem.value = "";
    try {
      const page = await desk.api.episodes(view.value === "all" ? "all" : "resolved", query.value.trim(), before);
      if (mine !== asked) return;
      found.value = before ? [...found.value, ...page.episodes] : page.episodes;
      next.value = page.next;
    } catch (error) {
      if (mine === asked) problem.value = sentenceOf(error);
    } finally {
      if (mine === asked) loading.value = false;
    }
  }

  watch([view, query], ([seen], [before]) => {
    clearTimeout(timer);
    asked += 1;
    loading.value = false;
    if (seen !== before) found.value = [];
    if (!isNeeded.value) return;
    loading.value = true;
    timer = setTimeout(() => void fetch(), seen === before ? PAUSE : 0);
  });

  /** What the feed knows is newer than what a page held. */
  const rows = computed(() => {
    const live = listOf(desk.model.value, view.value).filter((summary) => matches(summary, query.value));
    if (!isNeeded.value) return live;
    const known = desk.model.value.episodes;
    const all = new Map(found.value.map((summary) => [summary.id, known[summary.id] ?? summary]));
    for (const summary of live) all.set(summary.id, summary);
    return [...all.values()].sort(view.value === "resolved" ? byResolved : byClock);
  });

  return { rows, loading, problem, next, retry: () => fetch(), more: () => fetch(next.value ?? undefined) };
}
