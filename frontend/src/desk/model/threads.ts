/** One opened conversation as the desk knows it: its lines and notes, kept true by whatever is fetched or told. */
import type {
  DeskMessage, EmotionPoint, EpisodeDetail, Evidence, HistoryRow, Note, Packet, PromiseRow, Quota, Rating, StretchRow, Summary, Ticket,
} from "../../shared/types";
import type { DeskModel } from "./state";

export interface Thread {
  episodeId: string;
  messages: DeskMessage[];
  hasMore: boolean;
  packet: Packet | null;
  ticket: Ticket | null;
  promises: PromiseRow[];
  stretches: StretchRow[];
  emotions: EmotionPoint[];
  evidence: Evidence[];
  history: HistoryRow[];
  notes: Note[];
  /** Ids of the bot's lines that an agent called wrong. */
  calledWrong: string[];
  rating: Rating | null;
  /** Null: no limit. */
  quota: Quota | null;
  firstLine: string | null;
  /** Everything up to here is in the messages above. */
  position: number;
  /** The position that last touched a message, or what is kept by another key, when it came by an event. */
  touched: Record<string, number>;
}

const QUOTA = "quota";

/** What was read stays read: the count only grows, whoever tells it. */
export function keepRead(known: Summary | undefined, summary: Summary): Summary {
  if (!known || known.read_count <= (summary.read_count ?? 0)) return summary;
  return { ...summary, read_count: known.read_count };
}

export function open(model: DeskModel, detail: EpisodeDetail): DeskModel {
  const { summary, position } = detail;
  const before = model.threads[summary.id];
  // Two fetches may overtake each other.
  if (before && before.position > position) return model;
  const first = detail.messages[0]?.seq ?? 0;
  const last = before?.messages.at(-1)?.seq ?? 0;
  // Older lines loaded by hand stay, unless lines between them and the new window are missing.
  const kept = before && last >= first - 1 ? before.messages : [];
  const newer = (before?.messages ?? []).filter((line) => (before?.touched[line.id] ?? 0) > position);
  const thread: Thread = {
    episodeId: summary.id,
    messages: inOrder([...kept, ...detail.messages, ...newer]),
    hasMore: kept.length && kept[0]!.seq < first ? before!.hasMore : detail.has_more,
    packet: detail.packet,
    ticket: detail.ticket,
    promises: detail.promises,
    stretches: detail.stretches,
    emotions: detail.emotions,
    evidence: [...(detail.escalations ?? []), ...(before?.evidence ?? []).filter((one) => (before?.touched[keyOf(one)] ?? 0) > position)],
    history: detail.history,
    notes: byTime([...(detail.notes ?? []), ...(before?.notes ?? []).filter((note) => (before?.touched[note.id] ?? 0) > position)]),
    calledWrong: calledWrongIn(detail, before),
    rating: detail.rating ?? null,
    quota: before && (before.touched[QUOTA] ?? 0) > position ? before.quota : detail.quota,
    firstLine: detail.first_line,
    position,
    touched: Object.fromEntries(Object.entries(before?.touched ?? {}).filter(([, at]) => at > position)),
  };
  const opened = { ...model, threads: { ...model.threads, [summary.id]: thread } };
  const isStale = (model.touched[summary.id] ?? 0) > position;
  if (isStale) return opened;
  const known = model.episodes[summary.id];
  if (known && known.version > summary.version) return opened;
  return { ...opened, episodes: { ...model.episodes, [summary.id]: keepRead(known, summary) } };
}

export function withThread(model: DeskModel, id: string, change: (thread: Thread) => Thread): DeskModel {
  const thread = model.threads[id];
  return thread ? { ...model, threads: { ...model.threads, [id]: change(thread) } } : model;
}

/** A thread shows its whole conversation, so a line reaches every open thread of it. */
function everywhere(model: DeskModel, episodeId: string, change: (thread: Thread, isOwn: boolean) => Thread): DeskModel {
  const conversation = model.episodes[episodeId]?.conversation_id;
  const reached = Object.keys(model.threads).filter(
    (id) => id === episodeId || (conversation && model.episodes[id]?.conversation_id === conversation),
  );
  return reached.reduce((next, id) => withThread(next, id, (thread) => change(thread, id === episodeId)), model);
}

export function takeMessage(model: DeskModel, episodeId: string, message: DeskMessage, position: number): DeskModel {
  return everywhere(model, episodeId, (thread, isOwn) => putMessage(thread, message, position, isOwn));
}

/** The evidence of one line; what the fetch already held is no news. */
export function takeEvidence(model: DeskModel, episodeId: string, evidence: Evidence[], position: number): DeskModel {
  return withThread(model, episodeId, (thread) => {
    const fresh = position <= thread.position ? [] : evidence.filter((one) => !thread.touched[keyOf(one)]);
    const touched = { ...thread.touched, ...Object.fromEntries(fresh.map((one) => [keyOf(one), position])) };
    return { ...thread, evidence: [...thread.evidence, ...fresh], touched };
  });
}

const keyOf = ({ seq, reason }: Evidence) => `evidence-${seq}-${reason}`;

/** `position` 0: the answer to one's own note, which the feed will tell again. */
export function takeNote(model: DeskModel, episodeId: string, note: Note, position: number): DeskModel {
  return everywhere(model, episodeId, (thread) => ({
    ...thread,
    notes: byTime([...thread.notes, note]),
    touched: position > thread.position ? { ...thread.touched, [note.id]: position } : thread.touched,
  }));
}

/** `position` 0: the answer to one's own report, which the feed will tell again. */
export function takeReport(model: DeskModel, episodeId: string, messageId: string, wrong: boolean, position: number): DeskModel {
  return everywhere(model, episodeId, (thread) => {
    const key = reportOf(messageId);
    if (position && (position <= thread.position || position <= (thread.touched[key] ?? 0))) return thread;
    const others = thread.calledWrong.filter((id) => id !== messageId);
    const touched = position ? { ...thread.touched, [key]: position } : thread.touched;
    return { ...thread, calledWrong: wrong ? [...others, messageId] : others, touched };
  });
}

const reportOf = (messageId: string) => `report-${messageId}`;

/** What was fetched, but of lines it does not hold, or of which newer was told, what was known. */
function calledWrongIn(detail: EpisodeDetail, before: Thread | undefined): string[] {
  const isNewer = (id: string) => (before?.touched[reportOf(id)] ?? 0) > detail.position;
  const fetched = new Set(detail.messages.map(({ id }) => id));
  const known = (before?.calledWrong ?? []).filter((id) => !fetched.has(id) || isNewer(id));
  return [...(detail.called_wrong ?? []).filter((id) => !isNewer(id)), ...known];
}

/** The limit is the customer's on their platform: one for the whole conversation. */
export function takeQuota(model: DeskModel, episodeId: string, quota: Quota | null, position: number): DeskModel {
  return everywhere(model, episodeId, (thread) => {
    if (position <= thread.position || position <= (thread.touched[QUOTA] ?? 0)) return thread;
    return { ...thread, quota, touched: { ...thread.touched, [QUOTA]: position } };
  });
}

/** What our next line answers. */
export const lastContactLine = (thread: Thread | null): DeskMessage | undefined =>
  thread?.messages.findLast((message) => message.sender === "contact");

function putMessage(thread: Thread, message: DeskMessage, position: number, isOwn: boolean): Thread {
  // What the fetch already held, or a later event has replaced, is no news.
  if (position <= thread.position || position <= (thread.touched[message.id] ?? 0)) return thread;
  const emotions =
    isOwn && message.sender === "contact" && message.emotion
      ? [...thread.emotions.filter((point) => point.seq !== message.seq), { seq: message.seq, ...message.emotion }].sort(
          (a, b) => a.seq - b.seq,
        )
      : thread.emotions;
  return {
    ...thread,
    emotions,
    messages: inOrder([...thread.messages, message]),
    touched: { ...thread.touched, [message.id]: position },
  };
}

/** By place in the conversation; of two versions of one line the later given wins. */
export function inOrder(messages: DeskMessage[]): DeskMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** A note does not change, so the first given stands. */
function byTime(notes: Note[]): Note[] {
  const byId = new Map([...notes].reverse().map((note) => [note.id, note]));
  return [...byId.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
}
