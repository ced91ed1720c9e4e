/**
 * The page the widget lives in. Embedded, the loader on the host page keeps what must outlast a reload (third-party
 * frames lose storage); opened directly, the widget keeps it itself.
 *
 * The loader speaks first, so the widget learns the host's origin from the browser, and never posts to anyone else.
 */
import { browserShelf, type Shelf } from "./storage";

export interface Kept {
  visitor_token: string | null;
  /** Seq of the last line the contact has seen. */
  read: number;
}

/** What the loader says: first of all, and whenever the window opens or closes. */
export interface FromHost {
  kept: string | undefined;
  open: boolean;
}

/** What the widget answers: all there is to know, each time. */
export interface FromWidget {
  kept: string;
  unread: number;
  close: boolean;
}

export interface Host {
  embedded: boolean;
  kept: Kept;
  isOpen: boolean;
  keep(kept: Kept): void;
  tellUnread(count: number): void;
  close(): void;
  onOpen(listener: (isOpen: boolean) => void): void;
}

const KEY = "heyan-chat";
const NOTHING: Kept = { visitor_token: null, read: 0 };
const LOADER_SPEAKS_WITHIN = 5_000;

export function parseKept(value: unknown): Kept {
  if (typeof value !== "string") return NOTHING;
  try {
    const kept = JSON.parse(value) as Partial<Kept> | null;
    return {
      visitor_token: typeof kept?.visitor_token === "string" ? kept.visitor_token : null,
      read: typeof kept?.read === "number" ? kept.read : 0,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return NOTHING;
    throw error;
  }
}

/** The host, once it is known which it is. */
export function meetHost(here: Window = window): Promise<Host> {
  return here.parent === here ? Promise.resolve(directHost(browserShelf())) : meetLoader(here);
}

export function directHost(shelf: Shelf): Host {
  const host: Host = {
    embedded: false,
    kept: parseKept(shelf.getItem(KEY)),
    isOpen: true,
    keep(kept) {
      host.kept = kept;
      shelf.setItem(KEY, JSON.stringify(kept));
    },
    tellUnread: () => undefined,
    close: () => undefined,
    onOpen: () => undefined,
  };
  return host;
}

function meetLoader(here: Window): Promise<Host> {
  return new Promise((resolve) => {
    let origin: string | null = null;
    const listeners: ((isOpen: boolean) => void)[] = [];
    let unread = 0;
    const tell = (close: boolean) => {
      const message: FromWidget = { kept: JSON.stringify(host.kept), unread, close };
      // A page without an origin of its own ("null") cannot be addressed safely: then nothing is handed out.
      if (origin !== null && origin !== "null") here.parent.postMessage(message, origin);
    };
    const host: Host = {
      embedded: true,
      kept: NOTHING,
      isOpen: false,
      keep(kept) {
        host.kept = kept;
        tell(false);
      },
      tellUnread(count) {
        unread = count;
        tell(false);
      },
      close: () => tell(true),
      onOpen: (listener) => void listeners.push(listener),
    };
    // Inside a frame without our loader the widget still works, only it forgets at the next load.
    const alone = setTimeout(() => resolve(Object.assign(host, { isOpen: true })), LOADER_SPEAKS_WITHIN);
    here.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (event.source !== here.parent || (origin !== null && event.origin !== origin)) return;
      const said = event.data as Partial<FromHost> | null;
      if (typeof said?.open !== "boolean") return;
      clearTimeout(alone);
      host.isOpen = said.open;
      if (origin === null) {
        origin = event.origin;
        host.kept = parseKept(said.kept);
        resolve(host);
      }
      listeners.forEach((listener) => listener(host.isOpen));
    });
  });
}
