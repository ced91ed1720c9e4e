/** Whether there is room for the right column, and whether for more than one column at all. */
import { onScopeDispose, ref, type Ref } from "vue";

function matching(query: string): Ref<boolean> {
  const list = window.matchMedia(query);
  const is = ref(list.matches);
  const follow = () => (is.value = list.matches);
  list.addEventListener("change", follow);
  onScopeDispose(() => list.removeEventListener("change", follow));
  return is;
}

export function useWidth() {
  return { isNarrow: matching("(max-width: 1100px)"), isPhone: matching("(max-width: 760px)") };
}
