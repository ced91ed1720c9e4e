/** The piece of a sentence that is picked, by mouse or word by word from the keyboard. */
import { charactersOf, pointsOf, wordsOf } from "./points";

/** Where picking began and where it has come to; the head may stand before the anchor. */
export interface Pick {
  anchor: number;
  head: number;
}

export type Direction = 1 | -1;

export interface Range {
  start: number;
  end: number;
}

export const rangeOf = ({ anchor, head }: Pick): Range => ({ start: Math.min(anchor, head), end: Math.max(anchor, head) });

/** The next word after what is picked, or the one before it; the first or last where nothing is. At the end it stays. */
export function stepped(text: string, pick: Pick | null, by: Direction): Pick | null {
  const words = wordsOf(text).filter(({ isWord }) => isWord);
  const now = pick && rangeOf(pick);
  const next =
    by > 0
      ? words.find(({ start }) => !now || start >= now.end)
      : words.findLast(({ end }) => !now || end <= now.start);
  if (!next) return pick;
  return by > 0 ? { anchor: next.start, head: next.end } : { anchor: next.end, head: next.start };
}

/** One word more on that side, or less where the head comes back towards the anchor; begins with a word. */
export function grown(text: string, pick: Pick | null, by: Direction): Pick | null {
  const ends = [0, ...wordsOf(text).map(({ end }) => end)];
  return pick ? moved(pick, ends, by) : stepped(text, null, by);
}

/** The same by a single character: the segmenter does not always part words as a reader does. */
export function nudged(text: string, pick: Pick | null, by: Direction): Pick | null {
  return pick ? moved(pick, charactersOf(text), by) : stepped(text, null, by);
}

function moved(pick: Pick, stops: number[], by: Direction): Pick {
  const next = (from: number) => (by > 0 ? stops.find((stop) => stop > from) : stops.findLast((stop) => stop < from));
  let head = next(pick.head);
  // Never nothing: past the anchor it grows on the other side.
  if (head === pick.anchor) head = next(head);
  return head === undefined ? pick : { ...pick, head };
}

/** Without the blanks that a hand with a mouse takes along; null where nothing is left. */
export function trimmed(text: string, { start, end }: Range): Range | null {
  const points = pointsOf(text);
  let [from, to] = [Math.max(0, start), Math.min(points.length, end)];
  while (from < to && !points[from]!.trim()) from += 1;
  while (to > from && !points[to - 1]!.trim()) to -= 1;
  return from < to ? { start: from, end: to } : null;
}
