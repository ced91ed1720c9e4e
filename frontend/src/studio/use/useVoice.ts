/** What is said aloud to those who listen, and what everybody must see. */
import { ref } from "vue";

import { say } from "../../shared/ui/say";

const UNHEARD = 400;

export type Voice = ReturnType<typeof useVoice>;

export function useVoice() {
  const said = ref("");
  let isOdd = false;
  let saidAt = 0;

  return {
    said,
    /** The same words twice are said twice: a mark that nobody hears tells them apart. */
    say(words: string): void {
      isOdd = !isOdd;
      // What came a moment ago has not been heard yet.
      const before = Date.now() - saidAt < UNHEARD ? `${said.value}。` : "";
      said.value = before + words + (isOdd ? "" : "\u200b");
      saidAt = Date.now();
    },
    warn: (words: string) => void say.warning(words),
    done: (words: string) => void say.done(words),
  };
}
