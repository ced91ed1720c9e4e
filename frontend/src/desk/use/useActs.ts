/** What a person does with an episode besides writing to the customer: moves, giving it on, notes, tickets, their own availability. */
import type { Ref } from "vue";

import { sentenceOf } from "../../shared/api";
import type { Availability, TicketRow, User } from "../../shared/types";
import { say } from "../../shared/ui/say";
import { isLead, isMine, type View } from "../model/lists";
import type { Change } from "../model/state";
import type { DeskApi, Move } from "./deskApi";
import type { NewTicket } from "./ticketApi";
import type { useDrafts } from "./useDrafts";
import type { useNotices } from "./useNotices";

export interface ActsOptions {
  api: DeskApi;
  me: Ref<User>;
  openId: Ref<string | null>;
  view: Ref<View>;
  drafts: ReturnType<typeof useDrafts>;
  notices: ReturnType<typeof useNotices>;
  dispatch: (change: Change) => void;
  fetchThread: (id: string) => Promise<void>;
  leave: (id: string) => void;
}

export function useActs({ api, me, openId, view, drafts, notices, dispatch, fetchThread, leave }: ActsOptions) {
  /** Throws what the service says; a dialog that stays open shows it. */
  async function make(id: string, verb: Move, body: Record<string, unknown>): Promise<void> {
    notices.expect(id);
    try {
      const { summary } = await api.move(id, verb, body);
      dispatch({ type: "answered", summary });
      // What one has just taken is found among one's own, not in a queue it has left.
      if (isMine(summary, me.value)) view.value = "mine";
      if (verb !== "accept" && verb !== "take-over") drafts.forget(id);
      // An agent does not see what the bot or a colleague serves; only a lead stays with it.
      if ((verb === "hand-back" || verb === "transfer") && !isLead(me.value)) leave(id);
      else if (openId.value === id) await fetchThread(id);
    } finally {
      notices.expect(null);
    }
  }

  async function move(id: string, verb: Move, body: Record<string, unknown> = {}): Promise<void> {
    await make(id, verb, body).catch((error: unknown) => say.error(sentenceOf(error)));
  }

  async function transfer(id: string, to: { user_id: string; reason: string; consented: boolean }): Promise<void> {
    await make(id, "transfer", to);
  }

  async function addNote(id: string, clientId: string, text: string): Promise<void> {
    const { note } = await api.note(id, { client_id: clientId, text });
    dispatch({ type: "noted", episodeId: id, note });
  }

  async function openTicket(id: string, wanted: NewTicket): Promise<TicketRow> {
    const { ticket } = await api.tickets.open(id, wanted);
    if (openId.value === id) await fetchThread(id);
    return ticket;
  }

  async function setAvailability(availability: Availability, capacity?: number): Promise<void> {
    try {
      dispatch({ type: "me", user: (await api.availability(availability, capacity)).user });
    } catch (error) {
      say.error(sentenceOf(error));
    }
  }

  return { move, transfer, addNote, openTicket, setAvailability };
}
