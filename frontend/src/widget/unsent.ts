/** Lines the service has not acknowledged, kept over reloads: one key per line, so that two tabs never overwrite each other. */
import type { Attachment } from "../shared/types";
import type { Unsent } from "./model";
import type { Shelf } from "./storage";

const AN_HOUR = 60 * 60 * 1000;

export interface UnsentLines {
  load(conversationId: string, now: number): Unsent[];
  save(conversationId: string, lines: Unsent[]): void;
}

export function unsentLines(shelf: Shelf): UnsentLines {
  const mine = new Set<string>();
  return {
    load(conversationId, now) {
      const prefix = prefixOf(conversationId);
      const keys = shelf.keys().filter((key) => key.startsWith(prefix));
      keys.forEach((key) => mine.add(key));
      return keys
        .flatMap((key) => parse(key.slice(prefix.length), shelf.getItem(key), now))
        .sort((one, other) => one.written_at.localeCompare(other.written_at));
    },
    save(conversationId, lines) {
      const prefix = prefixOf(conversationId);
      const kept = new Set(lines.map((line) => prefix + line.client_id));
      for (const key of mine) if (!kept.has(key)) shelf.removeItem(key);
      mine.clear();
      for (const line of lines) {
        const key = prefix + line.client_id;
        mine.add(key);
        shelf.setItem(key, JSON.stringify({ text: line.text, attachments: line.attachments, written_at: line.written_at }));
      }
    },
  };
}

const prefixOf = (conversationId: string) => `heyan.unsent.${conversationId}.`;

function parse(clientId: string, value: string | null, now: number): Unsent[] {
  const line = value === null ? null : (JSON.parse(value) as Partial<Record<keyof Unsent, unknown>>);
  if (typeof line?.text !== "string" || typeof line.written_at !== "string") return [];
  // After an hour the moment has passed: the contact decides whether the line is still meant.
  const isOld = now - Date.parse(line.written_at) > AN_HOUR;
  const why = isOld ? "此前未能发送" : null;
  const attachments = Array.isArray(line.attachments) ? (line.attachments as Attachment[]) : [];
  const { text, written_at } = { text: line.text, written_at: line.written_at };
  return [{ client_id: clientId, text, attachments, written_at, delivery: isOld ? "held" : "waiting", why }];
}
