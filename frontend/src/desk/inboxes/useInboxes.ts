/** The inboxes as the service has them, the one being set up, and everything that can be done with them. */
import { computed, inject, onScopeDispose, ref, shallowRef, type InjectionKey } from "vue";

import { ApiError, sentenceOf } from "../../shared/api";
import { say } from "../../shared/ui/say";
import type { InboxApi } from "./inboxApi";
import { blank, changesOf, formOf, isChanged, newInboxOf, problemsOf, type InboxForm, type Problems } from "./inboxForm";
import type { CheckedPoint, InboxRow } from "./types";
import type { Kind } from "./words";

export type Inboxes = ReturnType<typeof useInboxes>;
export const INBOXES: InjectionKey<Inboxes> = Symbol("inboxes");

export function theInboxes(): Inboxes {
  const inboxes = inject(INBOXES);
  if (!inboxes) throw new Error("No inboxes are provided above this component.");
  return inboxes;
}

/** What was last found of one inbox. */
export interface Checked {
  points: CheckedPoint[];
  problem: string;
}

export function useInboxes(api: InboxApi) {
  const rows = shallowRef<InboxRow[] | null>(null);
  const problem = ref("");
  const loading = ref(false);
  /** Outlives the page: going back in the browser loses no word. `inbox` null: a new one. */
  const form = ref<InboxForm | null>(null);
  const inbox = shallowRef<InboxRow | null>(null);
  /** Nobody is corrected while writing for the first time; after an attempt to save each field says at once when it is right. */
  const isAsked = ref(false);
  const problems = computed<Problems>(() => (isAsked.value && form.value ? problemsOf(form.value, inbox.value) : {}));
  const refusal = ref("");
  const saving = ref(false);
  /** What has just been saved and goes into WeChat's console too; never told again. */
  const handed = ref<{ token: string; aes_key: string } | null>(null);
  const checking = ref("");
  const checked = ref<Record<string, Checked>>({});
  const switching = ref("");
  const repeating = ref("");

  const hasUnsaved = computed(() => !!form.value && isChanged(form.value, inbox.value));

  async function fetch(): Promise<void> {
    loading.value = true;
    problem.value = "";
    try {
      rows.value = await api.list();
      follow();
    } catch (error) {
      problem.value = sentenceOf(error);
    } finally {
      loading.value = false;
    }
  }

  /** A form nobody has written into shows what there is now. */
  function follow(): void {
    const now = rows.value?.find(({ id }) => id === inbox.value?.id);
    if (!now || now.version === inbox.value?.version || hasUnsaved.value) return;
    inbox.value = now;
    form.value = form.value && formOf(now);
  }

  function put(row: InboxRow): void {
    const known = rows.value ?? [];
    rows.value = known.some(({ id }) => id === row.id) ? known.map((each) => (each.id === row.id ? row : each)) : [...known, row];
  }

  function open(row: InboxRow): void {
    show(formOf(row), row);
  }

  function show(shown: InboxForm | null, row: InboxRow | null): void {
    form.value = shown;
    inbox.value = row;
    isAsked.value = false;
    refusal.value = "";
    handed.value = null;
  }

  async function save(): Promise<boolean> {
    const written = form.value;
    if (!written || saving.value) return false;
    isAsked.value = true;
    refusal.value = "";
    if (Object.keys(problems.value).length) return false;
    saving.value = true;
    try {
      const before = inbox.value;
      const saved = before ? await api.change(before.id, before.version, changesOf(written, before)) : await api.add(newInboxOf(written));
      put(saved);
      const { token, aes_key } = written;
      show(formOf(saved), saved);
      if (token.trim() || aes_key.trim()) handed.value = { token: token.trim(), aes_key: aes_key.trim() };
      say.done(before ? "渠道设置已保存。" : "渠道已添加。");
      return true;
    } catch (error) {
      refusal.value = sentenceOf(error);
      if (error instanceof ApiError && error.status === 409 && inbox.value) await adopt(inbox.value);
      return false;
    } finally {
      saving.value = false;
    }
  }

  /** Somebody else was faster: what is written here stays, and is saved over theirs only when asked for again. */
  async function adopt(mine: InboxRow): Promise<void> {
    rows.value = await api.list().catch(() => rows.value);
    const now = rows.value?.find(({ id }) => id === mine.id);
    if (!now || now.version === mine.version) return;
    inbox.value = now;
    refusal.value = "该渠道刚刚由其他管理员修改。再次保存，将以您填写的内容为准。";
  }

  async function turn(row: InboxRow): Promise<void> {
    switching.value = row.id;
    try {
      put(await api.change(row.id, row.version, { enabled: !row.enabled }));
      follow();
      say.done(row.enabled ? "渠道已停用。" : "渠道已启用。");
    } catch (error) {
      say.error(sentenceOf(error));
      if (error instanceof ApiError && error.status === 409) await fetch();
    } finally {
      switching.value = "";
    }
  }

  async function check(id: string): Promise<void> {
    checking.value = id;
    const found: Checked = { points: [], problem: "" };
    try {
      found.points = await api.check(id);
    } catch (error) {
      found.problem = sentenceOf(error);
    } finally {
      checking.value = "";
    }
    checked.value = { ...checked.value, [id]: found };
    await fetch();
  }

  async function again(row: InboxRow): Promise<void> {
    repeating.value = row.id;
    try {
      const count = await api.again(row.id);
      if (count) say.done(`已重新处理 ${count} 条来信，仍未成功的将再次显示。`);
    } catch (error) {
      say.error(sentenceOf(error));
    } finally {
      repeating.value = "";
    }
    await fetch();
  }

  const warn = (event: BeforeUnloadEvent) => hasUnsaved.value && event.preventDefault();
  window.addEventListener("beforeunload", warn);
  onScopeDispose(() => window.removeEventListener("beforeunload", warn));

  return {
    rows, problem, loading, form, inbox, problems, refusal, saving, handed, checking, checked, switching, repeating, hasUnsaved, fetch, open, save, turn, check, again,
    begin: (kind: Kind) => show(blank(kind), null),
    close: () => show(null, null),
  };
}
