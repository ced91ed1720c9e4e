/** The thread as it is read: lines and notes, with the days and the turns of service between them. */
import { clock, dayName } from "../../shared/time";
import type { DeskMessage, Note, StretchRow, Summary } from "../../shared/types";
import { bySaying } from "./evidence";
import type { Thread } from "./state";
import { reasonName } from "./words";

export type Entry =
  /** `follows`: goes on where the line above it, of the same person and minute, left off. */
  | { kind: "line"; key: string; at: number; message: DeskMessage; follows: boolean }
  | { kind: "note"; key: string; at: number; note: Note }
  | { kind: "day"; key: string; at: number; text: string }
  | { kind: "turn"; key: string; at: number; iso: string; text: string };

export function timeline(thread: Thread, summary: Summary, now: number): Entry[] {
  const lines: Entry[] = thread.messages.map((message) => ({
    kind: "line", key: message.id, at: Date.parse(message.created_at), message, follows: false,
  }));
  const oldest = lines[0]?.at ?? 0;
  const turns = [...turnsOf(thread, summary), ...notesOf(thread)]
    .filter((turn) => !thread.hasMore || turn.at >= oldest)
    .sort((a, b) => a.at - b.at);
  // Lines keep their own order (seq), whatever their clocks say; a turn goes before the first line after it.
  const entries: Entry[] = [];
  for (const line of lines) {
    while (turns.length && turns[0]!.at <= line.at) entries.push(turns.shift()!);
    entries.push(line);
  }
  return grouped(withDays([...entries, ...turns], now));
}

function turnsOf(thread: Thread, summary: Summary): Entry[] {
  const turns: Entry[] = [];
  const add = (iso: string, text: string, seq = 0) => turns.push({ kind: "turn", key: `${iso}${text}${seq || ""}`, at: Date.parse(iso), iso, text });
  const { packet } = thread;
  if (packet) add(packet.raised_at, `转人工：${reasonName(packet.reason || summary.reason) || "客户要求人工"}`);
  thread.stretches.forEach((stretch, index) => {
    if (stretch.served_by === "agent") add(stretch.started_at, `${nameOf(stretch)} 接入`);
    else if (index > 0) add(stretch.started_at, "转回机器人");
  });
  for (const { seq, all } of bySaying(thread.evidence)) {
    const grave = all.find((one) => one.calls_lead);
    // After the line that called, which is of the same instant.
    if (grave?.at) add(new Date(Date.parse(grave.at) + 1).toISOString(), `已呼叫主管：${grave.explanation}`, seq);
  }
  if (summary.resolved_at) add(summary.resolved_at, "本次服务已解决");
  return turns;
}

function notesOf(thread: Thread): Entry[] {
  return thread.notes.map((note) => ({ kind: "note", key: `note-${note.id}`, at: Date.parse(note.at), note }));
}

export function nameOf(stretch: StretchRow): string {
  const { agent } = stretch;
  if (!agent) return stretch.served_by === "bot" ? "机器人" : "客服";
  if (typeof agent === "string") return agent;
  return "display_name" in agent ? agent.display_name : agent.name;
}

function grouped(entries: Entry[]): Entry[] {
  return entries.map((entry, index) => {
    const above = entries[index - 1];
    return entry.kind === "line" && above?.kind === "line" && goesOn(above.message, entry.message) ? { ...entry, follows: true } : entry;
  });
}

function goesOn(above: DeskMessage, line: DeskMessage): boolean {
  if (line.sender === "system" || line.sender !== above.sender || line.agent?.number !== above.agent?.number) return false;
  return clock(line.created_at) === clock(above.created_at);
}

function withDays(entries: Entry[], now: number): Entry[] {
  let day = "";
  return entries.flatMap((entry) => {
    const name = dayName(new Date(entry.at).toISOString(), now);
    if (name === day) return [entry];
    day = name;
    return [{ kind: "day" as const, key: `day-${name}-${entry.key}`, at: entry.at, text: name }, entry];
  });
}
