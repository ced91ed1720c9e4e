/** A line of text cut into plain pieces and links, so that a template can show links without ever inserting HTML. */

export interface Piece {
  text: string;
  href: string | null;
}

// Only ASCII URL characters: Chinese text and full-width punctuation end the address.
const ADDRESS = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;
const TRAILING = /[.,;:!?'"]+$/;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    if (!isSafe(address)) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index), href: null });
    found.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null });
  return found;
}

/** Punctuation that ends the sentence, and a bracket that was opened before the address, are not part of the address. */
function withoutTail(address: string): string {
  let kept = address.replace(TRAILING, "");
  while (kept.endsWith(")") && kept.split(")").length > kept.split("(").length)
    kept = kept.slice(0, -1).replace(TRAILING, "");
  return kept;
}

/** An address a card may lead to: the web, or a page of ours. */
export function isOurLink(address: string): boolean {
  return /^\/(?![/\\])/.test(address) || isSafe(address);
}

function isSafe(address: string): boolean {
  try {
    const url = new URL(address);
    return (url.protocol === "https:" || url.protocol === "http:") && url.hostname.length > 0;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
