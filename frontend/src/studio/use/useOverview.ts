/** Queues with their counts, the labels' names, one's own settings and what one has done today. */
import { computed, onScopeDispose, ref } from "vue";

import { sentenceOf } from "../../shared/api";
import { keysWith, ownOf, type Keys } from "../model/keys";
import type { PersonalSettings, StudioState } from "../model/types";
import type { StudioApi } from "./studioApi";

const AGAIN_EVERY = 60_000;

export type Overview = ReturnType<typeof useOverview>;

export function useOverview(api: StudioApi) {
  const state = ref<StudioState | null>(null);
  const problem = ref("");
  const titles = computed(() => new Map(state.value?.intents.map(({ name, title }) => [name, title])));
  const kinds = computed(() => new Map(state.value?.entities.map(({ name, title }) => [name, title])));
  const keys = computed(() => keysWith(state.value?.settings.keys ?? {}));
  const isBlind = computed(() => state.value?.settings.blind ?? false);
  const mayReview = computed(() => ["reviewer", "admin"].includes(state.value?.me.role ?? ""));
  let asked = 0;

  async function load(): Promise<void> {
    const mine = ++asked;
    problem.value = "";
    try {
      const told = await api.state();
      if (mine === asked) state.value = told;
    } catch (error) {
      // What is shown stays; only a first look that fails is worth a word.
      if (!state.value) problem.value = sentenceOf(error);
    }
  }

  const settings = (): PersonalSettings => ({ blind: isBlind.value, keys: { ...(state.value?.settings.keys ?? {}) } });

  /** Throws what the service says. */
  async function keepSettings(changed: PersonalSettings): Promise<void> {
    await api.settings(changed);
    if (state.value) state.value.settings = { ...state.value.settings, ...changed };
  }

  const keepKeys = (chosen: Keys) => keepSettings({ ...settings(), keys: ownOf(chosen) });
  const keepBlind = (blind: boolean) => keepSettings({ ...settings(), blind });

  /** Before the service has counted: the number moves with the hand. */
  function count(by: number): void {
    if (state.value) state.value.today.submitted = Math.max(0, state.value.today.submitted + by);
  }

  const timer = setInterval(() => document.visibilityState === "visible" && void load(), AGAIN_EVERY);
  onScopeDispose(() => clearInterval(timer));

  return {
    state, problem, keys, isBlind, mayReview, load, count, keepKeys, keepBlind,
    intentTitle: (name: string | null | undefined) => (name ? (titles.value.get(name) ?? name) : ""),
    entityTitle: (name: string) => kinds.value.get(name) ?? name,
  };
}
