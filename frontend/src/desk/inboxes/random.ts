/** Tokens and keys made in the browser, so that nobody invents one that can be guessed. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** Bytes from here on are thrown away: they would make some letters likelier than others. */
const FAIR = 256 - (256 % LETTERS.length);

export const TOKEN_LENGTH = 32;
export const KEY_LENGTH = 43;

export function randomText(length: number, fill: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => crypto.getRandomValues(bytes)): string {
  let text = "";
  while (text.length < length) {
    const bytes = new Uint8Array(length);
    fill(bytes);
    for (const byte of bytes) if (byte < FAIR && text.length < length) text += LETTERS[byte % LETTERS.length];
  }
  return text;
}
