/** Grading the service that has ended: asked once, answered once, thanked for, or passed over. */
import { computed, ref, watch, type ComputedRef } from "vue";
import { ApiError, sentenceOf } from "../shared/api";
import type { RatingAsked } from "../shared/types";

export type PostRating = (episodeId: string, grade: number | null, reason: string) => Promise<string>;

export function useRating(asked: ComputedRef<RatingAsked | null>, post: PostRating) {
  const answered = ref<string | null>(null);
  const thanks = ref<string | null>(null);
  const trouble = ref<string | null>(null);
  const isSending = ref(false);
  const open = computed(() => (asked.value && asked.value.episode_id !== answered.value ? asked.value : null));

  // A new matter has begun, or another has ended: what was said about the last one is over.
  watch(
    () => asked.value?.episode_id,
    (now) => {
      if (!now || now === answered.value) return;
      thanks.value = null;
      trouble.value = null;
    },
  );

  async function rate(grade: number | null, reason: string): Promise<void> {
    const rated = open.value;
    if (!rated || isSending.value) return;
    isSending.value = true;
    trouble.value = null;
    try {
      thanks.value = await post(rated.episode_id, grade, grade === null ? "" : reason.trim());
      answered.value = rated.episode_id;
    } catch (error) {
      // Rated in another tab: there is nothing left to ask.
      if (error instanceof ApiError && error.status === 409) answered.value = rated.episode_id;
      else trouble.value = sentenceOf(error);
    } finally {
      isSending.value = false;
    }
  }

  return { open, thanks, trouble, isSending, rate, forget: () => (thanks.value = null) };
}
