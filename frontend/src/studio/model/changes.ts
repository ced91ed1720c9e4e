/** Changes on their way to the service: in order, one at a time, each under an id of its own until it is answered. */
import type { Saved } from "./types";

export interface Change {
  id: string;
  annotationId: string;
  exampleId: string;
  kind: "save" | "undo" | "redo";
  /** What a save says. */
  saved: Saved | null;
  /** The revision it builds on. */
  revision: number;
  /** Its place in the order, over reloads too. */
  order: number;
}

export type Revisions = Readonly<Record<string, number>>;

/** Every change makes one revision: one behind others of its annotation builds on what they will make. */
export function revisionFor(changes: readonly Change[], revisions: Revisions, annotationId: string): number {
  const before = changes.findLast((change) => change.annotationId === annotationId);
  return before ? before.revision + 1 : (revisions[annotationId] ?? 0);
}

export const orderAfter = (changes: readonly Change[], now: number): number => Math.max(now, ...changes.map(({ order }) => order + 1));

export const inOrder = (changes: readonly Change[]): Change[] => [...changes].sort((one, other) => one.order - other.order);

export const without = (changes: readonly Change[], id: string): Change[] => changes.filter((change) => change.id !== id);

/** What was built on a refused change falls with it. */
export function refused(changes: readonly Change[], id: string): Change[] {
  const fallen = changes.find((change) => change.id === id);
  return fallen ? changes.filter((change) => change.annotationId !== fallen.annotationId || change.order < fallen.order) : [...changes];
}

/** The lines that wait, not the keys pressed on them. */
export const waitingItems = (changes: readonly Change[]): number => new Set(changes.map(({ annotationId }) => annotationId)).size;

const LONGEST_WAIT = 15_000;

export const waitBefore = (attempt: number): number => Math.min(LONGEST_WAIT, 1_000 * 2 ** attempt);

const PREFIX = "heyan.studio.change";

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** One entry for each change: two tabs never overwrite each other's. */
export function kept(store: Store, userId: string): Change[] {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index) ?? "");
  const own = names.filter((name) => name.startsWith(`${PREFIX}.${userId}.`));
  return inOrder(own.flatMap((name) => readable(store.getItem(name))));
}

export const keep = (store: Store, userId: string, change: Change): void =>
  store.setItem(`${PREFIX}.${userId}.${change.id}`, JSON.stringify(change));

export const drop = (store: Store, userId: string, id: string): void => store.removeItem(`${PREFIX}.${userId}.${id}`);

function readable(text: string | null): Change[] {
  try {
    const change = JSON.parse(text ?? "null") as Change | null;
    return change?.id ? [change] : [];
  } catch {
    return [];
  }
}
