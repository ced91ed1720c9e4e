/**
 * The way of a written line to the service: one at a time, in the order written, again with the same client_id until
 * the service has acknowledged it. What fails stays visible and is tried again; what is refused waits for the contact.
 */
import { ApiError, sentenceOf } from "../shared/api";
import { waitBefore } from "../shared/socket";
import type { Message } from "../shared/types";
import type { Unsent } from "./model";
import type { ChatEvent } from "./reducer";

export interface SendingPorts {
  lines(): Unsent[];
  /** False while there is nothing to send with: no session, or the device is offline. */
  isReady(): boolean;
  post(line: Unsent): Promise<Message>;
  happen(event: ChatEvent): void;
  /** The service no longer knows this visitor: sending goes on after a new session. */
  onUnknownVisitor(): void;
  later(act: () => void, milliseconds: number): () => void;
}

const REFUSALS = new Set([400, 409, 413, 422]);
const TRIES_BY_ITSELF = 5;

export class Sending {
  private isBusy = false;
  private failures = 0;
  private cancelRetry = () => {};

  constructor(private readonly ports: SendingPorts) {}

  /** Send all that waits or failed. Safe to call at any time and as often as wanted. */
  async run(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.cancelRetry();
    try {
      for (let line = this.next(); line && this.ports.isReady(); line = this.next()) {
        if (!(await this.send(line))) break;
      }
    } finally {
      this.isBusy = false;
    }
  }

  /** The contact asks again, so the count of tries starts anew. */
  retry(clientId: string): Promise<void> {
    this.failures = 0;
    this.ports.happen({ type: "line_waiting", client_id: clientId });
    return this.run();
  }

  private next(): Unsent | undefined {
    return this.ports.lines().find((line) => line.delivery !== "held");
  }

  private async send(line: Unsent): Promise<boolean> {
    this.ports.happen({ type: "line_sending", client_id: line.client_id });
    try {
      const message = await this.ports.post(line);
      this.failures = 0;
      this.ports.happen({ type: "line_acknowledged", message });
      return true;
    } catch (error) {
      return this.failed(line, error);
    }
  }

  /** True when the lines behind this one may go on. */
  private failed(line: Unsent, error: unknown): boolean {
    const status = error instanceof ApiError ? error.status : 0;
    const held = REFUSALS.has(status);
    this.ports.happen({ type: "line_failed", client_id: line.client_id, why: sentenceOf(error), held });
    if (held) return true;
    if (status === 401) this.ports.onUnknownVisitor();
    this.failures += 1;
    if (this.failures < TRIES_BY_ITSELF) {
      this.cancelRetry = this.ports.later(() => void this.run(), 2_000 + waitBefore(this.failures));
    }
    return false;
  }
}
