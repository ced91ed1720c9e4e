/** What the desk knows, and how each event changes it: pure, so that old state + events = fresh state can be tested. */
import type { AgentRow, DeskMessage, DeskState, EpisodeDetail, Evidence, Note, Quota, Summary, TicketRow, User } from "../../shared/types";
import { inOrder, keepRead, open, takeEvidence, takeMessage, takeNote, takeQuota, takeReport, withThread, type Thread } from "./threads";

export type { Thread } from "./threads";

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
  | { name: "episode.escalated"; data: { episode_id: string; evidence: Evidence[] } }
  | { name: "quota.changed"; data: { episode_id: string; quota: Quota | null } }
  | { name: "message.reported"; data: { episode_id: string; message_id: string; wrong: boolean } }
  | { name: "note.created"; data: { episode_id: string; note: Note } }
  | { name: "ticket.changed" | "ticket.due"; data: { ticket: TicketRow } }
  | { name: "agent.changed"; data: { agent: AgentRow } }
);

export type Change =
  | { type: "loaded"; state: DeskState }
  | { type: "event"; event: DeskEvent }
  | { type: "opened"; detail: EpisodeDetail }
  | { type: "older"; episodeId: string; messages: DeskMessage[]; hasMore: boolean; calledWrong?: string[] }
  | { type: "reported"; episodeId: string; messageId: string; wrong: boolean }
  | { type: "noted"; episodeId: string; note: Note }
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
        calledWrong: [...new Set([...thread.calledWrong, ...(change.calledWrong ?? [])])],
      }));
    case "reported":
      return takeReport(model, change.episodeId, change.messageId, change.wrong, 0);
    case "noted":
      return takeNote(model, change.episodeId, change.note, 0);
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
    case "episode.escalated":
      return takeEvidence(next, event.data.episode_id, event.data.evidence, event.position);
    case "quota.changed":
      return takeQuota(next, event.data.episode_id, event.data.quota, event.position);
    case "message.reported":
      return takeReport(next, event.data.episode_id, event.data.message_id, event.data.wrong, event.position);
    case "note.created":
      return takeNote(next, event.data.episode_id, event.data.note, event.position);
    case "episode.read":
      return read(next, event.data.episode_id, event.data.read_count);
    case "agent.changed":
      return changeAgent(next, event.data.agent, event.position);
    default:
      // Nudges and calls for the lead are told to the person; tickets are kept by their own list.
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
