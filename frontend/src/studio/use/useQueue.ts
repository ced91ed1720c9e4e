/** Which queue the address names: #useful; the browser's back and forward move between queues. */
import { onScopeDispose, ref } from "vue";

const FIRST = "useful";

const named = (): string => /^#\/?([a-z_]+)$/.exec(location.hash)?.[1] ?? FIRST;

export function useQueue() {
  const queue = ref(named());
  const follow = () => (queue.value = named());
  window.addEventListener("hashchange", follow);
  onScopeDispose(() => window.removeEventListener("hashchange", follow));

  function go(name: string): void {
    if (name === queue.value) return;
    location.hash = name;
    queue.value = name;
  }

  return { queue, go };
}
