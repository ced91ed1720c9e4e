/** The list of tickets, a page at a time, kept current by the feed; known to the whole desk for its counts. */
import { computed, inject, onScopeDispose, ref, shallowRef, watch, type InjectionKey } from "vue";

import { sentenceOf } from "../../shared/api";
import type { TicketRow } from "../../shared/types";
import type { TicketForm } from "../model/ticketForm";
import { heard, turned, type TicketList, type TicketView } from "../model/tickets";
import type { Desk } from "./useDesk";

export type Tickets = ReturnType<typeof useTickets>;
export const TICKETS: InjectionKey<Tickets> = Symbol("tickets");

export function theTickets(): Tickets {
  const tickets = inject(TICKETS);
  if (!tickets) throw new Error("No tickets are provided above this component.");
  return tickets;
}

const PAUSE = 250;
const RECOUNT_AFTER = 1_500;

export function useTickets(desk: Desk) {
  const list = shallowRef<TicketList | null>(null);
  const view = ref<TicketView>("open");
  const query = ref("");
  const loading = ref(false);
  const problem = ref("");
  /** What was being written when a ticket was left, beside the ticket as it was then. */
  const unsaved = new Map<string, { form: TicketForm; ticket: TicketRow }>();
  let asked = 0;
  let hasMore = false;
  let typing: ReturnType<typeof setTimeout> | undefined;
  let counting: ReturnType<typeof setTimeout> | undefined;

  async function fetch(before?: string): Promise<void> {
    const mine = (asked += 1);
    const wanted = { view: view.value, query: query.value.trim() };
    loading.value = true;
    problem.value = "";
    try {
      const page = await desk.api.tickets.list(wanted.view, wanted.query, before);
      if (mine !== asked) return;
      list.value = turned(page, wanted, before ? (list.value?.tickets ?? []) : []);
      hasMore = !!before;
    } catch (error) {
      if (mine === asked) problem.value = sentenceOf(error);
    } finally {
      if (mine === asked) loading.value = false;
    }
  }

  /** Counts come with a page; one who has gone further down keeps the place they read. */
  async function recount(): Promise<void> {
    if (loading.value) return;
    if (!hasMore) return fetch();
    const mine = asked;
    const page = await desk.api.tickets.list(view.value, query.value.trim()).catch(() => null);
    if (page && mine === asked && list.value) list.value = { ...list.value, counts: page.counts };
  }

  function put(ticket: TicketRow): void {
    if (list.value) list.value = heard(list.value, ticket, desk.me.value, desk.now.value);
    clearTimeout(counting);
    counting = setTimeout(() => void recount(), RECOUNT_AFTER);
  }

  watch([view, query], ([seen], [before]) => {
    clearTimeout(typing);
    asked += 1;
    if (seen !== before && list.value) list.value = { ...list.value, view: seen, tickets: [], next: null };
    loading.value = true;
    typing = setTimeout(() => void fetch(), seen === before ? PAUSE : 0);
  });
  desk.listen((event) => event.name === "ticket.changed" && put(event.data.ticket));
  // What was told while the line was cut comes with a new page.
  watch(desk.link, (link) => link === "open" && list.value && void recount());
  onScopeDispose(() => {
    clearTimeout(typing);
    clearTimeout(counting);
  });
  void fetch();

  const rows = computed(() => list.value?.tickets ?? []);
  const counts = computed(() => list.value?.counts ?? { open: 0, mine: 0, overdue: 0 });
  const isFirst = computed(() => loading.value && !rows.value.length);

  return { list, rows, counts, view, query, loading, isFirst, problem, unsaved, put, retry: () => fetch(), more: () => fetch(list.value?.next ?? undefined) };
}
