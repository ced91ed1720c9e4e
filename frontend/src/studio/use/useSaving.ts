/** Sends changes in order and one at a time; what cannot go out yet outlasts a reload and goes under the same id. */
import { computed, onScopeDispose, ref } from "vue";

import { ApiError } from "../../shared/api";
import {
  drop, inOrder, keep, kept, orderAfter, refused, revisionFor, waitBefore, waitingItems, without, type Change,
} from "../model/changes";
import { newKey } from "../model/newKey";
import type { Annotation } from "../model/types";
import type { StudioApi } from "./studioApi";

export interface SavingOptions {
  api: StudioApi;
  userId: string;
  onSaved: (change: Change, annotation: Annotation, leaseUntil: string | null) => void;
  /** The service said no: this change, and what was built on it, is given up. */
  onRefused: (change: Change, error: ApiError) => void;
}

export type Saving = ReturnType<typeof useSaving>;

export function useSaving({ api, userId, onSaved, onRefused }: SavingOptions) {
  const changes = ref<Change[]>(kept(localStorage, userId));
  const isCut = ref(false);
  const revisions: Record<string, number> = {};
  const waiting = computed(() => waitingItems(changes.value));
  const state = computed(() => (!changes.value.length ? "saved" : isCut.value ? "cut" : "saving"));
  let settled: (() => void)[] = [];
  let isBusy = false;
  let isOver = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function add(change: Pick<Change, "annotationId" | "exampleId" | "kind" | "saved">): void {
    const revision = revisionFor(changes.value, revisions, change.annotationId);
    const made: Change = { ...change, id: newKey(), revision, order: orderAfter(changes.value, Date.now()) };
    changes.value = inOrder([...changes.value, made]);
    keep(localStorage, userId, made);
    void work();
  }

  async function work(): Promise<void> {
    if (isBusy || isOver) return;
    isBusy = true;
    clearTimeout(timer);
    try {
      for (let first = changes.value[0]; first && !isOver; first = changes.value[0]) await deliver(first);
    } catch {
      isCut.value = true;
      timer = setTimeout(() => void work(), waitBefore(attempt++));
    } finally {
      isBusy = false;
      if (!changes.value.length || isCut.value) settle();
    }
  }

  /** Throws while the service cannot be reached. */
  async function deliver(change: Change): Promise<void> {
    try {
      const told = await send(change);
      revisions[change.annotationId] = told.annotation.revision;
      forget(without(changes.value, change.id));
      onSaved(change, told.annotation, "lease_until" in told ? told.lease_until : null);
    } catch (error) {
      if (!(error instanceof ApiError) || error.isPassing) throw error;
      // Signed out: all is kept for whoever signs in again.
      if (error.status === 401) isOver = true;
      else {
        forget(refused(changes.value, change.id));
        onRefused(change, error);
      }
    }
    isCut.value = false;
    attempt = 0;
  }

  function send({ id, annotationId, exampleId, kind, saved, revision }: Change) {
    if (kind === "undo") return api.undo(annotationId, id);
    if (kind === "redo") return api.redo(annotationId, id);
    return api.save(annotationId, exampleId, id, revisions[annotationId] ?? revision, saved!);
  }

  function forget(left: Change[]): void {
    const stay = new Set(left.map(({ id }) => id));
    for (const { id } of changes.value) if (!stay.has(id)) drop(localStorage, userId, id);
    changes.value = left;
  }

  function settle(): void {
    for (const tell of settled) tell();
    settled = [];
  }

  /** Once everything is saved (true), or is known to have to wait (false). */
  async function flush(): Promise<boolean> {
    void work();
    if (changes.value.length) await new Promise<void>((tell) => settled.push(tell));
    return !changes.value.length;
  }

  /** Called where the service tells a revision otherwise. */
  const know = ({ id, revision }: Pick<Annotation, "id" | "revision">) => void (revisions[id] = revision);

  const retry = () => void work();
  window.addEventListener("online", retry);
  onScopeDispose(() => {
    isOver = true;
    clearTimeout(timer);
    settle();
    window.removeEventListener("online", retry);
  });

  void work();
  return { state, waiting, changes, add, flush, know, retry };
}
