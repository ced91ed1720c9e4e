/** What a person tells the studio from the desk: the bot answered wrongly, the register found what is no fault. */
import { reactive } from "vue";

import { sentenceOf } from "../../shared/api";
import type { Finding } from "../../shared/types";
import { say } from "../../shared/ui/say";
import type { Change } from "../model/state";
import type { DeskApi } from "./deskApi";

/** Where a finding stands: in a line that was sent, or in what is being written. */
export interface FindingPlace {
  episodeId: string;
  messageId: string | null;
  text: string;
}

export function useReports(api: DeskApi, dispatch: (change: Change) => void) {
  // The same words in a draft stay reported while the rest of it changes.
  const told = reactive(new Set<string>());
  const keyOf = ({ episodeId, messageId }: FindingPlace, { rule, span }: Finding) => JSON.stringify([episodeId, messageId, rule, span]);

  async function callWrong(episodeId: string, messageId: string, wrong: boolean): Promise<void> {
    try {
      await api.callWrong(messageId, wrong);
      dispatch({ type: "reported", episodeId, messageId, wrong });
    } catch (error) {
      say.error(sentenceOf(error));
    }
  }

  async function falseAlarm(place: FindingPlace, finding: Finding): Promise<void> {
    const { episodeId: episode_id, messageId: message_id, text } = place;
    const { rule, start, end } = finding;
    try {
      await api.falseAlarm({ episode_id, message_id, text, rule, start, end });
      told.add(keyOf(place, finding));
    } catch (error) {
      say.error(sentenceOf(error));
    }
  }

  return { callWrong, falseAlarm, isTold: (place: FindingPlace, finding: Finding) => told.has(keyOf(place, finding)) };
}
