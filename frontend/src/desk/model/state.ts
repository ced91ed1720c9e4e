/** What the desk knows, and how each event changes it: pure, so that old state + events = fresh state can be tested. */
import type {
  AgentRow, DeskMessage, DeskState, EmotionPoint, EpisodeDetail, HistoryRow, Packet, PromiseRow, StretchRow, Summary, Ticket,
  User,
} from "../../shared/types";

export interface Thread {
  episodeId: string;
  messages: DeskMessage[];
  hasMore: boolean;
  packet: Packet | null;
  ticket: Ticket | null;
  promises: PromiseRow[];
  stretches: StretchRow[];
  emotions: EmotionPoint[];
  history: HistoryRow[];
  firstLine: string | null;
  /** Everything up to here is in the messages above. */
  position: number;
  /** The position that last touched a message, when it came by an event. */
  touched: Record<string, number>;
}

export interface DeskModel {
  position: number;
  me: User | null;
  enterprise: string;
  agents: Record<string, AgentRow>;
  episodes: Record<string, Summary>;
  threads: Record<string, Thread>;
  /** The position that last touched an episode or an agent, gone ones included: older news is no news. */
  touched: Record<string, number>;
}

export type DeskEvent = { position: number } & (
  | { name: "episode.changed"; data: { summary: Summary } }
  | { name: "episode.gone"; data: { id: string } }
  | { name: "message.created" | "message.changed"; data: { episode_id: string; message: DeskMessage } }
  | { name: "episode.read"; data: { episode_id: string; read_count: number } }
  | { name: "episode.nudged"; data: { episode_id: string } }
  | { name: "episode.lead_called"; data: { episode_id: string; text: string } }
  | { name: "agent.changed"; data: { agent: AgentRow } }
);

export type Change =
  | { type: "loaded"; state: DeskState }
  | { type: "event"; event: DeskEvent }
  | { type: "opened"; detail: EpisodeDetail }
  | { type: "older"; episodeId: string; messages: DeskMessage[]; hasMore: boolean }
  | { type: "answered"; summary: Summary }
  | { type: "read"; episodeId: string; count: number }
  | { type: "me"; user: User };

export const EMPTY: DeskModel = {
  position: 0, me: null, enterprise: "", agents: {}, episodes: {}, threads: {}, touched: {},
};

export function reduce(model: DeskModel, change: Change): DeskModel {
  switch (change.type) {
    case "loaded":
      return load(model, change.state);
    case "event":
      return apply(model, change.event);
    case "opened":
      return open(model, change.detail);
    case "older":
      return withThread(model, change.episodeId, (thread) => ({
        ...thread,
        messages: inOrder([...change.messages, ...thread.messages]),
        hasMore: change.hasMore,
      }));
    case "answered":
      return putAnswered(model, change.summary);
    case "read":
      return read(model, change.episodeId, change.count);
    case "me":
      return { ...model, me: change.user };
  }
}

/** A snapshot replaces everything but what events newer than it have told. */
function load(model: DeskModel, state: DeskState): DeskModel {
  const isNewer = (id: string) => (model.touched[id] ?? 0) > state.position;
  const episodes = Object.fromEntries(Object.entries(model.episodes).filter(([id]) => isNewer(id)));
  for (const summary of state.episodes) {
    if (!isNewer(summary.id)) episodes[summary.id] = keepRead(model.episodes[summary.id], summary);
  }
  const agents = Object.fromEntries(state.agents.map((agent) => [agent.id, agent]));
  for (const [id, agent] of Object.entries(model.agents)) if (isNewer(id)) agents[id] = agent;
  return {
    ...model,
    position: Math.max(model.position, state.position),
    me: state.me,
    enterprise: state.enterprise,
    agents,
    episodes,
    touched: Object.fromEntries(Object.entries(model.touched).filter(([id]) => isNewer(id))),
  };
}

function apply(model: DeskModel, event: DeskEvent): DeskModel {
  const next = { ...model, position: Math.max(model.position, event.position) };
  switch (event.name) {
    case "episode.changed":
      return changeEpisode(next, event.data.summary, event.position);
    case "episode.gone":
      return loseEpisode(next, event.data.id, event.position);
    case "message.created":
    case "message.changed":
      return takeMessage(next, event.data.episode_id, event.data.message, event.position);
    case "episode.read":
      return read(next, event.data.episode_id, event.data.read_count);
    case "agent.changed":
      return changeAgent(next, event.data.agent, event.position);
    default:
      // Nudges and calls for the lead are told to the person, not kept.
      return next;
  }
}

function touch(model: DeskModel, id: string, position: number): DeskModel {
  return { ...model, touched: { ...model.touched, [id]: position } };
}

function changeEpisode(model: DeskModel, summary: Summary, position: number): DeskModel {
  const known = model.episodes[summary.id];
  if ((model.touched[summary.id] ?? 0) >= position) return model;
  // The answer to a move of one's own may be ahead of the feed.
  if (known && known.version > summary.version) return model;
  const episodes = { ...model.episodes, [summary.id]: keepRead(known, summary) };
  return { ...touch(model, summary.id, position), episodes };
}

function loseEpisode(model: DeskModel, id: string, position: number): DeskModel {
  if ((model.touched[id] ?? 0) >= position) return model;
  const { [id]: _episode, ...episodes } = model.episodes;
  const { [id]: _thread, ...threads } = model.threads;
  return { ...touch(model, id, position), episodes, threads };
}

function changeAgent(model: DeskModel, agent: AgentRow, position: number): DeskModel {
  if ((model.touched[agent.id] ?? 0) >= position) return model;
  const { me } = model;
  return {
    ...touch(model, agent.id, position),
    agents: { ...model.agents, [agent.id]: agent },
    me: me?.id === agent.id ? { ...me, availability: agent.availability, capacity: agent.capacity } : me,
  };
}

/** What was read stays read: the count only grows, whoever tells it. */
function keepRead(known: Summary | undefined, summary: Summary): Summary {
  if (!known || known.read_count <= (summary.read_count ?? 0)) return summary;
  return { ...summary, read_count: known.read_count };
}

function read(model: DeskModel, id: string, count: number): DeskModel {
  const known = model.episodes[id];
  if (!known || known.read_count >= count) return model;
  return { ...model, episodes: { ...model.episodes, [id]: { ...known, read_count: count } } };
}

function putAnswered(model: DeskModel, summary: Summary): DeskModel {
  const known = model.episodes[summary.id];
  if (known && known.version >= summary.version) return model;
  return { ...model, episodes: { ...model.episodes, [summary.id]: keepRead(known, summary) } };
}

function open(model: DeskModel, detail: EpisodeDetail): DeskModel {
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
    history: detail.history,
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

function withThread(model: DeskModel, id: string, change: (thread: Thread) => Thread): DeskModel {
  const thread = model.threads[id];
  return thread ? { ...model, threads: { ...model.threads, [id]: change(thread) } } : model;
}

/** A thread shows its whole conversation, so a line reaches every open thread of it. */
function takeMessage(model: DeskModel, episodeId: string, message: DeskMessage, position: number): DeskModel {
  const conversation = model.episodes[episodeId]?.conversation_id;
  const reached = Object.keys(model.threads).filter(
    (id) => id === episodeId || (conversation && model.episodes[id]?.conversation_id === conversation),
  );
  return reached.reduce((next, id) => withThread(next, id, (thread) => putMessage(thread, message, position, id === episodeId)), model);
}

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
function inOrder(messages: DeskMessage[]): DeskMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}
