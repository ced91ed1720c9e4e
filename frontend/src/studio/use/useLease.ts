/** The line in work is nobody else's for a while; the while begins again as long as one works at it. */
import { computed, onScopeDispose, ref, watch, type Ref } from "vue";

import { ApiError } from "../../shared/api";
import type { StudioApi } from "./studioApi";

const RENEW_BEFORE = 180_000;
const AT_WORK_WITHIN = 60_000;
const ASK_AGAIN_AFTER = 5_000;
const USUAL = 300_000;
const LONGEST = 900_000;

export interface LeaseOptions {
  api: StudioApi;
  now: Ref<number>;
  onLost: (exampleId: string, words: string) => void;
}

export type Lease = ReturnType<typeof useLease>;

export function useLease({ api, now, onLost }: LeaseOptions) {
  const exampleId = ref<string | null>(null);
  const until = ref(0);
  const left = computed(() => (exampleId.value ? until.value - now.value : 0));
  let workedAt = Date.now();
  let askedAt = 0;

  function hold(id: string, leaseUntil: string | null): void {
    exampleId.value = id;
    if (!leaseUntil) return;
    const lasts = Date.parse(leaseUntil) - Date.now();
    // A browser's clock that is wrong must not end it.
    until.value = Date.now() + (lasts > 0 && lasts < LONGEST ? lasts : USUAL);
  }

  async function renew(): Promise<void> {
    const id = exampleId.value;
    if (!id) return;
    askedAt = Date.now();
    try {
      const { lease_until: leaseUntil } = await api.renew(id);
      if (exampleId.value === id) hold(id, leaseUntil);
    } catch (error) {
      // Anything else passes: it is asked for again.
      if (error instanceof ApiError && error.status === 409 && exampleId.value === id) {
        exampleId.value = null;
        onLost(id, error.message);
      }
    }
  }

  watch(now, () => {
    const isAtWork = Date.now() - workedAt < AT_WORK_WITHIN;
    const isDue = exampleId.value && left.value < RENEW_BEFORE && Date.now() - askedAt > ASK_AGAIN_AFTER;
    if (isDue && isAtWork) void renew();
  });

  const work = () => (workedAt = Date.now());
  for (const sign of ["keydown", "pointerdown", "pointermove"]) window.addEventListener(sign, work, { passive: true });
  onScopeDispose(() => {
    for (const sign of ["keydown", "pointerdown", "pointermove"]) window.removeEventListener(sign, work);
  });

  return { exampleId, left, hold, renew, letGo: () => (exampleId.value = null) };
}
