/** A live connection that says hello with the position reached, comes back by itself and never misses silently. */

export type LinkStatus = "connecting" | "open" | "offline" | "refused";

export interface Frame {
  type: string;
  position?: number;
  [key: string]: unknown;
}

export interface LinkOptions {
  /** Path on this origin, such as /ws/desk. */
  path: string;
  /** The first thing said on every connection; receives the position reached so far. */
  hello: (position: number) => Record<string, unknown>;
  /** Where to begin: the position of the state that was fetched. */
  position: number;
  onPacket: (packet: Frame) => void;
  onStatus?: (status: LinkStatus) => void;
  /** The service closed the door for good (token, session or origin): no more attempts. */
  onRefused?: (code: number) => void;
  open?: (url: string) => WebSocket;
  random?: () => number;
}

export interface Link {
  send: (packet: Record<string, unknown>) => boolean;
  /** After a refetch: continue from there. */
  resumeAt: (position: number) => void;
  /** Try at once instead of waiting for the next attempt. */
  retry: () => void;
  stop: () => void;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const PING_EVERY = 20_000;
const ANSWER_WITHIN = 10_000;
const REFUSALS = new Set([4401, 4403]);
const BUSY = 4429;
/** WebSocket.OPEN, which only browsers have. */
const OPEN = 1;

/** Milliseconds before attempt number n (from 0): doubling, with up to a third taken off so that tabs do not march in step. */
export function waitBefore(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return Math.round(full * (1 - random() / 3));
}

const addressOf = (path: string) => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;

export function follow(options: LinkOptions): Link {
  const open = options.open ?? ((url: string) => new WebSocket(url));
  let socket: WebSocket | null = null;
  let position = options.position;
  let attempt = 0;
  let stopped = false;
  let ready = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watch: ReturnType<typeof setTimeout> | undefined;

  const tell = (status: LinkStatus) => options.onStatus?.(status);

  function connect(): void {
    clearTimeout(timer);
    if (stopped) return;
    tell(attempt ? "offline" : "connecting");
    const mine = open(addressOf(options.path));
    socket = mine;
    ready = false;
    expectAnswer(mine);
    mine.onopen = () => mine.send(JSON.stringify(options.hello(position)));
    mine.onmessage = (event) => mine === socket && take(mine, String(event.data));
    mine.onclose = (event) => mine === socket && closed(event.code);
  }

  function take(mine: WebSocket, data: string): void {
    const packet = JSON.parse(data) as Frame;
    rest(mine);
    if (packet.type === "pong") return;
    if (packet.type === "ready") {
      attempt = 0;
      ready = true;
      tell("open");
    }
    options.onPacket(packet);
    // Only an event was delivered for certain; ready may name a position whose events are still on their way.
    if (packet.type === "event" && typeof packet.position === "number") position = Math.max(position, packet.position);
  }

  /** A line that stays silent after a ping is dead even if the browser has not noticed. */
  function expectAnswer(mine: WebSocket): void {
    clearTimeout(watch);
    watch = setTimeout(() => mine === socket && drop(), ANSWER_WITHIN);
  }

  function rest(mine: WebSocket): void {
    clearTimeout(watch);
    watch = setTimeout(() => {
      if (mine.readyState !== OPEN) return;
      mine.send('{"type":"ping"}');
      expectAnswer(mine);
    }, PING_EVERY);
  }

  function drop(): void {
    const old = socket;
    socket = null;
    old?.close();
    closed(1006);
  }

  function closed(code: number): void {
    clearTimeout(watch);
    socket = null;
    ready = false;
    if (stopped) return;
    if (REFUSALS.has(code)) {
      stopped = true;
      tell("refused");
      options.onRefused?.(code);
      return;
    }
    tell("offline");
    const wait = code === BUSY ? LONGEST_WAIT : waitBefore(attempt, options.random);
    attempt += 1;
    timer = setTimeout(connect, wait);
  }

  function retry(): void {
    if (stopped || ready) return;
    if (socket) drop();
    connect();
  }

  const lost = () => socket && drop();
  globalThis.addEventListener?.("online", retry);
  globalThis.addEventListener?.("offline", lost);
  connect();

  return {
    send: (packet) => {
      if (!ready || !socket) return false;
      socket.send(JSON.stringify(packet));
      return true;
    },
    resumeAt: (reached) => (position = reached),
    retry,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(watch);
      globalThis.removeEventListener?.("online", retry);
      globalThis.removeEventListener?.("offline", lost);
      socket?.close();
      socket = null;
    },
  };
}
