/** The desk itself: its model kept true by the feed, and everything a person can do with it. */
import { computed, inject, onScopeDispose, ref, shallowRef, type InjectionKey } from "vue";

import { sentenceOf } from "../../shared/api";
import { follow, type Frame, type Link, type LinkStatus } from "../../shared/socket";
import type { CheckAnswer, Summary, User } from "../../shared/types";
import { say } from "../../shared/ui/say";
import { useNow } from "../../shared/use/useNow";
import { isDetailStale } from "../model/detail";
import { firstView, isMine, listOf, shownIn, unreadOf, type View } from "../model/lists";
import { EMPTY, reduce, type Change, type DeskEvent, type DeskModel } from "../model/state";
import type { DeskApi } from "./deskApi";
import { useActs } from "./useActs";
import { useDrafts } from "./useDrafts";
import { useImages } from "./useImages";
import { useNotices } from "./useNotices";
import { useOutbox } from "./useOutbox";
import { useReports } from "./useReports";
import { useTyping } from "./useTyping";

export type Desk = ReturnType<typeof useDesk>;
export const DESK: InjectionKey<Desk> = Symbol("desk");

export function theDesk(): Desk {
  const desk = inject(DESK);
  if (!desk) throw new Error("No desk is provided above this component.");
  return desk;
}

export function useDesk(api: DeskApi, user: User) {
  const model = shallowRef<DeskModel>({ ...EMPTY, me: user });
  const loading = ref<"first" | "error" | "done">("first");
  const problem = ref("");
  const link = ref<LinkStatus>("connecting");
  const openId = ref<string | null>(null);
  const view = ref<View>("mine");
  const threadProblem = ref("");
  const isNoting = ref(false);
  const blocked = ref<{ episodeId: string; text: string; answer: CheckAnswer } | null>(null);
  const { now, correct } = useNow();
  const drafts = useDrafts();
  const images = useImages(api);
  const notices = useNotices();
  const listeners = new Set<(event: DeskEvent) => void>();
  let line: Link | null = null;

  const dispatch = (change: Change) => (model.value = reduce(model.value, change));
  const typing = useTyping((episodeId) => line?.send({ type: "typing", episode_id: episodeId }));
  const outbox = useOutbox({
    api,
    userId: user.id,
    // The answer may be ahead of the feed; the line stands at once, and the feed's copy replaces it.
    onSent: (episodeId, message) =>
      dispatch({ type: "older", episodeId, messages: [message], hasMore: model.value.threads[episodeId]?.hasMore ?? false }),
    onBlocked: (refused, answer) => {
      if (!drafts.get(refused.episodeId)) drafts.set(refused.episodeId, refused.text);
      blocked.value = { episodeId: refused.episodeId, text: refused.text, answer };
      say.error(answer.message || "这句话不符合服务规范，尚未发送。");
    },
  });

  async function load(): Promise<void> {
    problem.value = "";
    if (loading.value === "error") loading.value = "first";
    try {
      const state = await api.state();
      correct(state.now);
      dispatch({ type: "loaded", state });
      if (loading.value !== "done") view.value = firstView(model.value);
      loading.value = "done";
      connect(state.position);
      if (openId.value) await fetchThread(openId.value);
    } catch (error) {
      problem.value = sentenceOf(error);
      if (loading.value === "first") loading.value = "error";
      else setTimeout(() => void load(), 3_000);
    }
  }

  function connect(position: number): void {
    line?.stop();
    line = follow({
      path: "/ws/desk",
      position,
      hello: (after) => ({ type: "hello", after }),
      onPacket: take,
      onStatus: (status) => {
        link.value = status;
        if (status === "open") outbox.linked();
      },
      onRefused: () => api.onSignedOut(),
    });
  }

  function take(frame: Frame): void {
    if (frame.type === "reset") void load();
    else if (frame.type === "typing") typing.heard(String(frame.episode_id), now.value);
    else if (frame.type === "event") hear(frame as unknown as DeskEvent);
  }

  function hear(event: DeskEvent): void {
    const before = model.value;
    dispatch({ type: "event", event });
    notices.hear(event, before, openId.value);
    for (const listener of listeners) listener(event);
    if (event.name === "message.created" || event.name === "message.changed") {
      const { message, episode_id } = event.data;
      if (message.client_id) outbox.arrived(message.client_id);
      if (message.sender === "contact") typing.ended(episode_id);
    }
    const isOpen = event.name === "episode.changed" && event.data.summary.id === openId.value;
    if (isOpen && isDetailStale(before.episodes[event.data.summary.id], event.data.summary)) void fetchThread(event.data.summary.id);
    if (event.name === "episode.gone") leave(event.data.id);
  }

  async function fetchThread(id: string): Promise<void> {
    try {
      const detail = await api.episode(id);
      dispatch({ type: "opened", detail });
      if (openId.value === id) threadProblem.value = "";
      const { first_line: firstLine, summary } = detail;
      if (firstLine && isMine(summary, model.value.me)) drafts.prefill(id, summary.accepted_at ?? "", firstLine);
    } catch (error) {
      if (openId.value === id) threadProblem.value = sentenceOf(error);
    }
  }

  async function open(id: string | null): Promise<void> {
    openId.value = id;
    isNoting.value = false;
    threadProblem.value = "";
    if (id) await fetchThread(id);
  }

  async function older(id: string): Promise<void> {
    const first = model.value.threads[id]?.messages[0];
    if (!first) return;
    try {
      const { messages, has_more: hasMore, called_wrong: calledWrong } = await api.older(id, first.seq);
      dispatch({ type: "older", episodeId: id, messages, hasMore, calledWrong });
    } catch (error) {
      say.error(sentenceOf(error));
    }
  }

  function leave(id: string): void {
    if (openId.value === id) openId.value = null;
  }

  /** Lines seen on the open page are read; a failure is made good by the next line or the next opening. */
  function readUpTo(summary: Summary): void {
    if (!unreadOf(summary)) return;
    dispatch({ type: "read", episodeId: summary.id, count: summary.contact_count });
    api.read(summary.id, summary.contact_count).catch(() => undefined);
  }

  /** Events whose news other parts of the desk keep, for as long as the caller lives. */
  function listen(listener: (event: DeskEvent) => void): void {
    listeners.add(listener);
    onScopeDispose(() => listeners.delete(listener));
  }

  onScopeDispose(() => line?.stop());

  const me = computed(() => model.value.me ?? user);
  const acts = useActs({ api, me, openId, view, drafts, notices, dispatch, fetchThread, leave });
  const reports = useReports(api, dispatch);
  const mine = computed(() => listOf(model.value, "mine"));
  const queue = computed(() => listOf(model.value, "queue"));
  const current = computed(() => (openId.value ? shownIn(model.value, openId.value) : null));
  const thread = computed(() => (openId.value ? (model.value.threads[openId.value] ?? null) : null));
  const unread = computed(() => mine.value.reduce((sum, summary) => sum + unreadOf(summary), 0));

  return {
    api, model, me, mine, queue, current, thread, unread, loading, problem, link, openId, view, threadProblem, blocked, now, drafts,
    images, isNoting, outbox, reports, typing, load, open, older, readUpTo, fetchThread, listen, ...acts,
    retryLink: () => line?.retry(),
  };
}
