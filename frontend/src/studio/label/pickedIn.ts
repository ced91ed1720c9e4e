/** What the browser has selected of a sentence, in code points. */
import type { Range } from "../model/pick";
import { lengthOf, pointAt } from "../model/points";

/** Null where nothing is, or it lies elsewhere. */
export function pickedIn(box: HTMLElement): Range | null {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(box)) return null;
  const stretches = [...box.querySelectorAll<HTMLElement>("[data-start]")].filter((each) => range.intersectsNode(each));
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return null;
  const start = startOf(first) + (holds(first, range.startContainer) ? placeIn(first, range.startContainer, range.startOffset) : 0);
  const end = startOf(last) + (holds(last, range.endContainer) ? placeIn(last, range.endContainer, range.endOffset) : lengthOf(textOf(last)));
  return start < end ? { start, end } : null;
}

const startOf = (stretch: HTMLElement): number => Number(stretch.dataset.start);
const textOf = (stretch: HTMLElement): string => stretch.textContent ?? "";
const holds = (stretch: HTMLElement, node: Node): boolean => stretch.contains(node);

/** Within the stretch's text, or at its ends where the browser counts its children. */
const placeIn = (stretch: HTMLElement, node: Node, offset: number): number =>
  node.nodeType === Node.TEXT_NODE ? pointAt(textOf(stretch), offset) : offset ? lengthOf(textOf(stretch)) : 0;
