/** Sends replies in order, keeps what could not go out, and tries again under the same id. */
import { ref, watch } from "vue";

import { ApiError, sentenceOf } from "../../shared/api";
import { newId } from "../../shared/ids";
import type { CheckAnswer, DeskMessage } from "../../shared/types";
import { mark, nextToSend, revived, without, type Outgoing } from "../model/outbox";
import type { DeskApi } from "./deskApi";

export interface OutboxOptions {
  api: DeskApi;
  userId: string;
  onSent: (episodeId: string, message: DeskMessage) => void;
  /** The register refused the line: it goes back to the person who wrote it. */
  onBlocked: (line: Outgoing, answer: CheckAnswer & { message: string }) => void;
}

export function useOutbox({ api, userId, onSent, onBlocked }: OutboxOptions) {
  // Of this tab alone: two tabs sharing one list would overwrite each other.
  const key = `heyan.desk.outbox.${userId}`;
  const lines = ref<Outgoing[]>(revived(stored(key)));
  let isLinked = true;

  watch(lines, (kept) => sessionStorage.setItem(key, JSON.stringify(kept)), { deep: true });

  function send(line: Pick<Outgoing, "episodeId" | "text" | "overrideReason" | "attachments" | "answersSeq">): void {
    const at = new Date().toISOString();
    lines.value = [...lines.value, { ...line, clientId: newId(), status: "waiting", error: "", at }];
    work();
  }

  function work(): void {
    if (!isLinked) return;
    for (let line = nextToSend(lines.value); line; line = nextToSend(lines.value)) {
      lines.value = mark(lines.value, line.clientId, "sending");
      void deliver(line);
    }
  }

  async function deliver(line: Outgoing): Promise<void> {
    try {
      const { message } = await api.reply(line.episodeId, {
        client_id: line.clientId, text: line.text, override_reason: line.overrideReason, answers_seq: line.answersSeq,
        attachments: line.attachments.map(({ id }) => id),
      });
      arrived(line.clientId);
      onSent(line.episodeId, message);
    } catch (error) {
      refuse(line, error);
    }
    work();
  }

  function refuse(line: Outgoing, error: unknown): void {
    if (error instanceof ApiError && error.code === "register_blocked") {
      arrived(line.clientId);
      onBlocked(line, { verdict: "block", findings: [], rewritten: null, ...error.body, message: error.message } as CheckAnswer & { message: string });
    } else if (error instanceof ApiError && error.status === 0) {
      // The network is away: the line waits for it rather than troubling its writer.
      isLinked = false;
      lines.value = mark(lines.value, line.clientId, "waiting");
      setTimeout(linked, 5_000);
    } else {
      lines.value = mark(lines.value, line.clientId, "failed", sentenceOf(error));
    }
  }

  /** Also told by the feed, which may know before the answer does. */
  function arrived(clientId: string): void {
    if (lines.value.some((line) => line.clientId === clientId)) lines.value = without(lines.value, clientId);
  }

  function retry(clientId: string): void {
    lines.value = mark(lines.value, clientId, "waiting");
    work();
  }

  function linked(): void {
    isLinked = true;
    work();
  }

  work();
  return { lines, send, retry, arrived, linked, discard: arrived };
}

function stored(key: string): Outgoing[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]") as Outgoing[];
  } catch {
    return [];
  }
}
