/** The register's view of the text being typed about one matter: asked after a short pause, only the latest answer counts. */
import { computed, onScopeDispose, ref, watch, type Ref } from "vue";

import type { CheckAnswer } from "../../shared/types";
import { stillThere } from "../model/marks";
import type { DeskApi } from "./deskApi";

const PAUSE = 300;

export function useRegister(api: DeskApi, about: Ref<string>, text: Ref<string>) {
  const answer = ref<(CheckAnswer & { text: string }) | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  async function ask(asked: string): Promise<void> {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const said = await api.check(asked, mine.signal);
      if (asking === mine) answer.value = { ...said, text: asked };
    } catch {
      // Help while typing is a convenience: the gate checks again when the line is sent.
    }
  }

  watch([about, text], ([matter, now], [before]) => {
    clearTimeout(timer);
    if (matter !== before) answer.value = null;
    if (!now.trim()) {
      asking?.abort();
      answer.value = null;
    } else if (now !== answer.value?.text) {
      timer = setTimeout(() => void ask(now), PAUSE);
    }
  }, { immediate: true });

  onScopeDispose(() => {
    clearTimeout(timer);
    asking?.abort();
  });

  /** What the gate said about a line that was sent. */
  function told(said: CheckAnswer, line: string): void {
    clearTimeout(timer);
    asking?.abort();
    answer.value = { ...said, text: line };
  }

  const isCurrent = computed(() => answer.value?.text === text.value);
  const findings = computed(() => (answer.value ? stillThere(answer.value.findings, text.value) : []));
  const verdict = computed(() => (isCurrent.value ? (answer.value?.verdict ?? "pass") : "pass"));
  const suggestion = computed(() => (isCurrent.value ? (answer.value?.rewritten ?? null) : null));

  return { findings, verdict, suggestion, told };
}
