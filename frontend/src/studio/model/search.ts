/** Finds intents by their Chinese name or their code, the nearest first. */
import type { Intent } from "./types";

const folded = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/[\s_-]+/g, "");

/** 0 is nearest; none where it does not match. */
function distance({ name, title }: Intent, wanted: string): number | undefined {
  const [code, words] = [folded(name), folded(title)];
  if (words === wanted || code === wanted) return 0;
  if (words.startsWith(wanted)) return 1;
  if (code.startsWith(wanted)) return 2;
  if (words.includes(wanted)) return 3;
  if (code.includes(wanted)) return 4;
  // 退进度 finds 退款进度, refst finds refund_status.
  if (isWithin(words, wanted)) return 5;
  return isWithin(code, wanted) ? 6 : undefined;
}

function isWithin(text: string, wanted: string): boolean {
  let at = 0;
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1;
    if (!at) return false;
  }
  return true;
}

export function found(intents: readonly Intent[], query: string): Intent[] {
  const wanted = folded(query);
  if (!wanted) return [...intents];
  return intents
    .map((intent) => ({ intent, far: distance(intent, wanted) }))
    .filter((each): each is { intent: Intent; far: number } => each.far !== undefined)
    .sort((one, other) => one.far - other.far)
    .map(({ intent }) => intent);
}
