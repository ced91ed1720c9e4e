/** Who is typing: shown for a few seconds after each sign, told at most every few seconds. */
import { ref } from "vue";

const SHOWN_FOR = 5_000;
const TOLD_EVERY = 3_000;

export function useTyping(tell: (episodeId: string) => void) {
  const until = ref<Record<string, number>>({});
  let lastTold = { episodeId: "", at: 0 };

  return {
    isTyping: (episodeId: string, now: number) => (until.value[episodeId] ?? 0) > now,
    heard(episodeId: string, now: number): void {
      until.value = { ...until.value, [episodeId]: now + SHOWN_FOR };
    },
    ended(episodeId: string): void {
      if (until.value[episodeId]) until.value = { ...until.value, [episodeId]: 0 };
    },
    typed(episodeId: string): void {
      const at = Date.now();
      if (lastTold.episodeId === episodeId && at - lastTold.at < TOLD_EVERY) return;
      lastTold = { episodeId, at };
      tell(episodeId);
    },
  };
}
