/** The requests about inboxes, named. */
import type { CheckedPoint, InboxChange, InboxRow, NewInbox } from "./types";

export type Ask = <T>(method: string, path: string, body?: unknown, timeout?: number) => Promise<T>;

/** The service asks the platform several times, and waits for each answer. */
const CHECK_TIMEOUT = 60_000;

export class InboxApi {
  constructor(private readonly ask: Ask) {}

  async list(): Promise<InboxRow[]> {
    return (await this.ask<{ inboxes: InboxRow[] }>("GET", PATH)).inboxes;
  }

  async add(inbox: NewInbox): Promise<InboxRow> {
    return (await this.ask<{ inbox: InboxRow }>("POST", PATH, inbox)).inbox;
  }

  async change(id: string, version: number, change: InboxChange): Promise<InboxRow> {
    return (await this.ask<{ inbox: InboxRow }>("PATCH", at(id), { version, ...change })).inbox;
  }

  async check(id: string): Promise<CheckedPoint[]> {
    return (await this.ask<{ points: CheckedPoint[] }>("POST", `${at(id)}/check`, {}, CHECK_TIMEOUT)).points;
  }

  /** What failed there is worked once more; returns how much that is. */
  async again(id: string): Promise<number> {
    return (await this.ask<{ count: number }>("POST", `${at(id)}/arrivals/again`, {})).count;
  }
}

const PATH = "/api/admin/inboxes";
const at = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
