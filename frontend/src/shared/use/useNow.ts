/** The service's present, once a second: the browser's clock corrected by what the service said. */
import { onScopeDispose, ref, type Ref } from "vue";

export function useNow(): { now: Ref<number>; correct: (serverNow: string) => void } {
  let skew = 0;
  const now = ref(Date.now());
  const tick = () => (now.value = Date.now() + skew);
  const timer = setInterval(tick, 1000);
  onScopeDispose(() => clearInterval(timer));
  return {
    now,
    correct(serverNow) {
      skew = Date.parse(serverNow) - Date.now();
      tick();
    },
  };
}
