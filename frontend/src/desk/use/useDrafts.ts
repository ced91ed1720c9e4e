/** Unfinished replies, one per episode, kept over reloads and shared by tabs. */
import { onScopeDispose, ref } from "vue";

const PREFIX = "heyan.desk.draft.";
const PREFILLED = "heyan.desk.prefilled.";

export function useDrafts() {
  const drafts = ref<Record<string, string>>({});

  function get(episodeId: string): string {
    drafts.value[episodeId] ??= localStorage.getItem(PREFIX + episodeId) ?? "";
    return drafts.value[episodeId]!;
  }

  function set(episodeId: string, text: string): void {
    drafts.value[episodeId] = text;
    if (text) localStorage.setItem(PREFIX + episodeId, text);
    else localStorage.removeItem(PREFIX + episodeId);
  }

  /** Offers a first line once per acceptance; a person who cleared it is not offered it again. */
  function prefill(episodeId: string, acceptedAt: string, line: string): void {
    if (localStorage.getItem(PREFILLED + episodeId) === acceptedAt) return;
    localStorage.setItem(PREFILLED + episodeId, acceptedAt);
    if (!get(episodeId)) set(episodeId, line);
  }

  function forget(episodeId: string): void {
    set(episodeId, "");
    localStorage.removeItem(PREFILLED + episodeId);
  }

  const follow = (event: StorageEvent) => {
    if (event.key?.startsWith(PREFIX)) drafts.value[event.key.slice(PREFIX.length)] = event.newValue ?? "";
  };
  window.addEventListener("storage", follow);
  onScopeDispose(() => window.removeEventListener("storage", follow));

  return { get, set, prefill, forget };
}
