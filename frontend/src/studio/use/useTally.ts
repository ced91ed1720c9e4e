/** Presses per line today, kept in this browser. */
import { computed, ref, type Ref } from "vue";

import { pressesPerItem, tallyOf, withItem } from "../model/tally";

export type Tallying = ReturnType<typeof useTally>;

export function useTally(userId: string, presses: Ref<number>) {
  const name = `heyan.studio.tally.${userId}`;
  const day = () => new Date().toLocaleDateString("en-CA");
  const tally = ref(tallyOf(localStorage.getItem(name), day()));

  function done(): void {
    tally.value = withItem(tallyOf(localStorage.getItem(name), day()), presses.value);
    localStorage.setItem(name, JSON.stringify(tally.value));
    presses.value = 0;
  }

  return { perItem: computed(() => pressesPerItem(tally.value)), done };
}
