/** One chat, alive: the session, the live connection, the sending of lines, and what of it the page shows. */
import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import { ApiError, sentenceOf } from "../shared/api";
import { newId } from "../shared/ids";
import { follow, waitBefore, type Frame, type Link, type LinkStatus } from "../shared/socket";
import type { Attachment, Message, WidgetState } from "../shared/types";
import { widgetApi, type WidgetApi } from "./api";
import type { Host } from "./host";
import { inWords, MOST_IMAGES } from "./images";
import { EMPTY, lengthOf, LONGEST_LINE } from "./model";
import { reduce, type ChatEvent } from "./reducer";
import { Sending } from "./sending";
import { browserShelf } from "./storage";
import { speaker } from "./thread";
import { unsentLines } from "./unsent";

export type Phase = "opening" | "ready" | "failed" | "refused";
const TYPING_LASTS = 6_000;
const TYPING_TOLD_EVERY = 3_000;
const BAD_TOKEN = 4401;

export type Chat = ReturnType<typeof useChat>;

export function useChat(host: Host, api: WidgetApi = widgetApi) {
  const state = shallowRef(EMPTY);
  const phase = ref<Phase>("opening");
  const trouble = ref<string | null>(null);
  const linkStatus = ref<LinkStatus>("connecting");
  const isOnline = ref(navigator.onLine);
  const isOpen = ref(host.isOpen);
  const typing = ref<"agent" | "bot" | null>(null);
  const announced = ref("");
  const isLoadingEarlier = ref(false);
  const shelf = unsentLines(browserShelf());
  let token = host.kept.visitor_token;
  let link: Link | null = null;
  let attempt = 0;
  let refusedAt = -Infinity;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let openTimer: ReturnType<typeof setTimeout> | undefined;
  let typingToldAt = -Infinity;

  function happen(event: ChatEvent): void {
    state.value = reduce(state.value, event);
    if (state.value.conversation_id) shelf.save(state.value.conversation_id, state.value.unsent);
  }

  const sending = new Sending({
    lines: () => state.value.unsent,
    isReady: () => phase.value === "ready" && token !== null && isOnline.value,
    post: (line) => api.post(
        token!,
        line.client_id,
        line.text,
        line.attachments.map((image) => image.id),
      ),
    happen,
    onUnknownVisitor: () => void open(),
    later: (act, milliseconds) => {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
  });

  async function open(): Promise<void> {
    clearTimeout(openTimer);
    try {
      const session = await openSession();
      attempt = 0;
      const isKnown = session.visitor_token === host.kept.visitor_token;
      token = session.visitor_token;
      host.keep({ visitor_token: token, read: isKnown ? host.kept.read : 0 });
      const isNew = state.value.conversation_id !== session.conversation_id;
      happen({ type: "session_opened", session });
      if (isNew) {
        for (const line of shelf.load(session.conversation_id, Date.now())) happen({ type: "line_written", line });
      }
      phase.value = "ready";
      trouble.value = null;
      connect(session.position);
      void sending.run();
    } catch (error) {
      failed(error);
    }
  }

  async function openSession() {
    try {
      return await api.open(token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401 || token === null) throw error;
      // The service no longer knows this visitor; the contact begins anew rather than standing before a closed door.
      token = null;
      return api.open(null);
    }
  }

  function failed(error: unknown): void {
    const passing = !(error instanceof ApiError) || error.isPassing;
    phase.value = passing ? "failed" : "refused";
    trouble.value = sentenceOf(error);
    if (passing) openTimer = setTimeout(() => void open(), 1_000 + waitBefore(attempt++));
  }

  function connect(position: number): void {
    link?.stop();
    link = follow({
      path: "/ws/webchat",
      position,
      hello: (after) => ({ type: "hello", visitor_token: token, after }),
      onPacket: take,
      onStatus: (status) => (linkStatus.value = status),
      onRefused: refused,
    });
  }

  function refused(code: number): void {
    const again = Date.now() - refusedAt < 60_000;
    refusedAt = Date.now();
    if (code === BAD_TOKEN && !again) return void open();
    phase.value = "refused";
    trouble.value = "当前页面暂时无法使用在线客服，请刷新页面后重试。";
  }

  function take(packet: Frame): void {
    if (packet.type === "ready" || packet.type === "state") {
      happen({ type: "service_changed", state: packet.state as WidgetState });
      if (packet.type === "ready") void sending.run();
    } else if (packet.type === "event") {
      const message = (packet.data as { message?: Message } | undefined)?.message;
      if (message) arrived(message, packet.position ?? 0);
      else happen({ type: "feed_moved", position: packet.position ?? 0 });
    } else if (packet.type === "typing" && (packet.who === "agent" || packet.who === "bot")) {
      typing.value = packet.who;
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => (typing.value = null), TYPING_LASTS);
    } else if (packet.type === "reset") {
      void open();
    }
  }

  function arrived(message: Message, position: number): void {
    const isNew = !state.value.messages.some((known) => known.id === message.id);
    happen({ type: "message_created", position, message });
    if (!isNew || message.sender === "contact") return;
    if (message.sender !== "system") typing.value = null;
    announced.value = `${speaker(message)}：${inWords(message)}`;
  }

  function send(text: string, attachments: Attachment[] = []): boolean {
    const line = text.trim();
    const isEmpty = !line && attachments.length === 0;
    if (isEmpty || lengthOf(line) > LONGEST_LINE || attachments.length > MOST_IMAGES) return false;
    if (phase.value === "refused") return false;
    const written_at = new Date().toISOString();
    happen({
      type: "line_written",
      line: { client_id: newId(), text: line, attachments, written_at, delivery: "waiting", why: null },
    });
    void sending.run();
    return true;
  }

  async function loadEarlier(): Promise<void> {
    const before = state.value.messages[0]?.seq;
    if (isLoadingEarlier.value || !state.value.has_more || before === undefined || !token) return;
    isLoadingEarlier.value = true;
    try {
      happen({ type: "earlier_loaded", ...(await api.earlier(token, before)) });
    } catch (error) {
      announced.value = sentenceOf(error);
    } finally {
      isLoadingEarlier.value = false;
    }
  }

  function tellTyping(): void {
    if (Date.now() - typingToldAt < TYPING_TOLD_EVERY) return;
    if (link?.send({ type: "typing" })) typingToldAt = Date.now();
  }

  function reconnect(): void {
    if (phase.value === "failed") void open();
    else link?.retry();
    void sending.run();
  }

  const isSeen = () => isOpen.value && document.visibilityState === "visible";
  function markRead(): void {
    const newest = state.value.messages.at(-1)?.seq ?? 0;
    if (isSeen() && newest > host.kept.read) host.keep({ ...host.kept, read: newest });
    const unread = isOpen.value
      ? 0
      : state.value.messages.filter((line) => line.sender !== "contact" && line.seq > host.kept.read).length;
    host.tellUnread(unread);
  }

  const watchNetwork = () => {
    isOnline.value = navigator.onLine;
    if (isOnline.value) reconnect();
  };
  const watchPage = () => {
    markRead();
    if (document.visibilityState === "visible" && linkStatus.value === "offline") reconnect();
  };
  host.onOpen((opened) => (isOpen.value = opened));
  watch([() => state.value.messages, isOpen], markRead);
  addEventListener("online", watchNetwork);
  addEventListener("offline", watchNetwork);
  document.addEventListener("visibilitychange", watchPage);
  onScopeDispose(() => {
    removeEventListener("online", watchNetwork);
    removeEventListener("offline", watchNetwork);
    document.removeEventListener("visibilitychange", watchPage);
    clearTimeout(openTimer);
    link?.stop();
  });
  void open();

  const isCutOff = computed(
    () => !isOnline.value || phase.value === "failed" || (phase.value === "ready" && linkStatus.value === "offline"),
  );
  return {
    state,
    phase,
    trouble,
    typing,
    announced,
    isOpen,
    isCutOff,
    isLoadingEarlier,
    send,
    token: () => token,
    upload: (file: Blob, onProgress: (share: number) => void) => api.upload(token ?? "", file, onProgress),
    rate: (episodeId: string, grade: number | null, reason: string) =>
      api.rate(token ?? "", episodeId, grade, reason),
    loadEarlier,
    tellTyping,
    reconnect,
    retry: (clientId: string) => void sending.retry(clientId),
    withdraw: (clientId: string) => happen({ type: "line_withdrawn", client_id: clientId }),
  };
}
