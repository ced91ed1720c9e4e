/** Text counted in code points, as the service counts it: an emoji is one, however JavaScript stores it. */

export const pointsOf = (text: string): string[] => Array.from(text);

export const lengthOf = (text: string): number => pointsOf(text).length;

export const sliceOf = (text: string, start: number, end: number): string => pointsOf(text).slice(start, end).join("");

/** The code points before a place that the browser gives in UTF-16 units; within a pair counts as before it. */
export const pointAt = (text: string, units: number): number => {
  const before = text.slice(0, units);
  const last = before.charCodeAt(before.length - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return lengthOf(before) - (isHalf ? 1 : 0);
};

export interface Word {
  start: number;
  end: number;
  /** Punctuation and blanks are none. */
  isWord: boolean;
}

const byWord = new Intl.Segmenter("zh", { granularity: "word" });
const byCharacter = new Intl.Segmenter("zh", { granularity: "grapheme" });

export function wordsOf(text: string): Word[] {
  let at = 0;
  return [...byWord.segment(text)].map(({ segment, isWordLike }) => {
    const start = at;
    at += lengthOf(segment);
    return { start, end: at, isWord: isWordLike === true };
  });
}

/** Where a character as people see it ends: a family emoji of seven code points is one. */
export function charactersOf(text: string): number[] {
  let at = 0;
  return [0, ...[...byCharacter.segment(text)].map(({ segment }) => (at += lengthOf(segment)))];
}
