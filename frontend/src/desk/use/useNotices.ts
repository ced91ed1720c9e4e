/** What a person is told aloud about events: calls for help, nudges, and episodes that went elsewhere. */
import { say } from "../../shared/ui/say";
import { isLead, isMine } from "../model/lists";
import type { DeskEvent, DeskModel } from "../model/state";

export function useNotices() {
  // An event told once stays told, however often it is delivered.
  const told = new Set<number>();
  let expected: string | null = null;

  function hear(event: DeskEvent, before: DeskModel, openId: string | null): void {
    if (told.has(event.position)) return;
    if (expected && expected === movedId(event)) return;
    const text = sentence(event, before, openId);
    if (!text) return;
    told.add(event.position);
    say.warning(text);
  }

  return {
    hear,
    /** A move of one's own is under way: that the episode leaves is no surprise. */
    expect: (episodeId: string | null) => (expected = episodeId),
  };
}

const movedId = (event: DeskEvent) =>
  event.name === "episode.gone" ? event.data.id : event.name === "episode.changed" ? event.data.summary.id : null;

function sentence(event: DeskEvent, before: DeskModel, openId: string | null): string {
  const name = (id: string) => before.episodes[id]?.contact.name ?? "客户";
  switch (event.name) {
    case "episode.changed": {
      // A colleague gave it on, or a lead did; what one takes oneself is no news.
      const { summary } = event.data;
      const known = before.episodes[summary.id];
      const isNew = isMine(summary, before.me) && !(known && isMine(known, before.me)) && summary.reason !== null;
      return isNew ? `${summary.contact.name} 的会话现由您接待，请尽快回复。` : "";
    }
    case "episode.nudged": {
      const summary = before.episodes[event.data.episode_id];
      return summary && isMine(summary, before.me) ? `${name(summary.id)} 正在等候您的答复，请尽快回复。` : "";
    }
    case "episode.lead_called":
      return isLead(before.me) ? event.data.text || `${name(event.data.episode_id)} 的答复已超时，请主管协助。` : "";
    case "episode.escalated": {
      const { episode_id: id, evidence } = event.data;
      const summary = before.episodes[id];
      const grave = evidence.find((one) => one.calls_lead);
      if (!grave || !summary || !isMine(summary, before.me)) return "";
      return `${name(id)}：${grave.explanation}，已呼叫主管协助。`;
    }
    case "episode.gone":
      return event.data.id === openId ? `${name(event.data.id)} 的会话已由其他客服或机器人接待。` : "";
    case "ticket.due": {
      const { ticket } = event.data;
      const isOurs = ticket.assignee ? ticket.assignee.id === before.me?.id : isLead(before.me);
      return isOurs ? `工单 ${ticket.number} 即将到期，请尽快处理。` : "";
    }
    default:
      return "";
  }
}
