/** One ticket opened: its detail, the form over it, and everything that can be done with it. */
import { computed, onScopeDispose, ref, shallowRef } from "vue";

import { ApiError, sentenceOf } from "../../shared/api";
import type { TicketDetail, TicketRow, TicketStatus } from "../../shared/types";
import { say } from "../../shared/ui/say";
import { changesOf, followed, formOf, hasChanges, missingFor, type TicketForm } from "../model/ticketForm";
import type { Desk } from "./useDesk";
import type { Tickets } from "./useTickets";

export function useTicket(id: string, desk: Desk, tickets: Tickets) {
  const detail = shallowRef<TicketDetail | null>(null);
  const form = ref<TicketForm | null>(null);
  const problem = ref("");
  /** What the last attempt to save lacked or was told. */
  const refusal = ref("");
  const busy = ref("");
  const { tickets: api } = desk.api;

  async function fetch(): Promise<void> {
    problem.value = "";
    try {
      show(await api.one(id));
    } catch (error) {
      problem.value = sentenceOf(error);
    }
  }

  function show(told: TicketDetail): void {
    const before = detail.value?.ticket;
    if (before && before.version > told.ticket.version) return;
    const written = before && form.value ? { form: form.value, ticket: before } : tickets.unsaved.get(id);
    form.value = written ? followed(written.form, written.ticket, told.ticket) : formOf(told.ticket);
    detail.value = told;
  }

  /** Another ticket may be looked at in between; coming back, the words are still there. */
  function keep(): void {
    if (isChanged.value) tickets.unsaved.set(id, { form: form.value!, ticket: ticket.value! });
    else tickets.unsaved.delete(id);
  }

  async function act(name: string, ask: () => Promise<{ ticket: TicketRow }>, done: string): Promise<boolean> {
    busy.value = name;
    refusal.value = "";
    try {
      const { ticket } = await ask();
      tickets.put(ticket);
      if (detail.value) show({ ...detail.value, ticket });
      say.done(done);
      await fetch();
      return true;
    } catch (error) {
      refusal.value = sentenceOf(error);
      // A colleague was faster: their version is fetched, and what is being written here stays.
      if (error instanceof ApiError && error.status === 409) await fetch();
      return false;
    } finally {
      busy.value = "";
    }
  }

  async function save(status?: TicketStatus): Promise<boolean> {
    const current = detail.value?.ticket;
    if (!current || !form.value) return false;
    refusal.value = status ? missingFor(status, form.value) : "";
    if (refusal.value) return false;
    const change = { ...changesOf(form.value, current), ...(status ? { status } : {}) };
    return act(status ?? "save", () => api.change(id, current.version, change), status ? "工单状态已更新。" : "工单已保存。");
  }

  desk.listen((event) => {
    if (event.name === "ticket.changed" && event.data.ticket.id === id && event.data.ticket.version > (detail.value?.ticket.version ?? 0)) void fetch();
  });
  const warn = (event: BeforeUnloadEvent) => isChanged.value && event.preventDefault();
  window.addEventListener("beforeunload", warn);
  onScopeDispose(() => {
    window.removeEventListener("beforeunload", warn);
    keep();
  });
  void fetch();

  const ticket = computed(() => detail.value?.ticket ?? null);
  const isChanged = computed(() => !!ticket.value && !!form.value && hasChanges(form.value, ticket.value));

  return {
    detail, ticket, form, problem, refusal, busy, isChanged, fetch, save,
    take: () => act("take", () => api.take(id), "工单已由您领取。"),
    assign: (userId: string) => act("assign", () => api.assign(id, userId), "工单已指派。"),
    undo: () => (form.value = ticket.value ? formOf(ticket.value) : null),
  };
}
