/** The studio of one person: what its parts share. */
import { computed, inject, provide, ref, watch, type InjectionKey } from "vue";

import type { User } from "../../shared/types";
import { useNow } from "../../shared/use/useNow";
import { choicesOf, turned, withAlso, withIntent } from "../model/draft";
import { isReviewing } from "../model/words";
import type { StudioApi } from "./studioApi";
import { useActions } from "./useActions";
import { useBulk } from "./useBulk";
import { useCommands } from "./useCommands";
import { useItem } from "./useItem";
import { useLabelling } from "./useLabelling";
import { useLease } from "./useLease";
import { useOverview } from "./useOverview";
import { usePicking } from "./usePicking";
import { useQueue } from "./useQueue";
import { useRecent } from "./useRecent";
import { useReview } from "./useReview";
import { useSaving } from "./useSaving";
import { useTally } from "./useTally";
import { useVoice } from "./useVoice";

export type Studio = ReturnType<typeof makeStudio>;

const STUDIO: InjectionKey<Studio> = Symbol("studio");

export function theStudio(): Studio {
  const studio = inject(STUDIO);
  if (!studio) throw new Error("outside the studio");
  return studio;
}

export function useStudio(api: StudioApi, user: User): Studio {
  const studio = makeStudio(api, user);
  provide(STUDIO, studio);
  return studio;
}

function makeStudio(api: StudioApi, user: User) {
  const { now } = useNow();
  const voice = useVoice();
  const overview = useOverview(api);
  const { queue, go } = useQueue();
  const panels = { help: ref(false), settings: ref(false), search: ref(false), comment: ref(false) };
  const isReview = computed(() => isReviewing(queue.value) && overview.mayReview.value);

  const lease = useLease({ api, now, onLost: (_id, words) => work.lose(words) });
  const saving = useSaving({
    api, userId: user.id,
    onSaved: ({ exampleId }, annotation, until) => {
      if (lease.exampleId.value === exampleId && until) lease.hold(exampleId, until);
      if (annotation.status === "draft") return;
      work.unsee(exampleId);
      if (!saving.changes.value.length) void overview.load();
    },
    onRefused: ({ annotationId }, error) => labelling.refuse(annotationId, error),
  });
  const work = useItem({ api, queue, isBlind: overview.isBlind, lease, saving });
  const recents = useRecent(api, work);
  const labelling = useLabelling({ api, work, lease, saving, overview, recents, voice, onDone: () => tally.done() });
  const picking = usePicking(work, labelling, voice);
  const bulk = useBulk({ api, work, labelling, overview, voice });
  const review = useReview(api, overview, voice);
  const choices = computed(() => choicesOf(work.item.value?.example.suggestion ?? null, overview.state.value?.intents ?? []));

  function choose(intent: string, isAlso = false): void {
    labelling.answer((answer) => (isAlso ? withAlso(answer, intent) : withIntent(answer, intent)));
    voice.say(`${isAlso ? "也可接受" : "意图"}：${overview.intentTitle(intent)}`);
  }

  const turnComplaint = () => labelling.answer((answer) => ({ ...answer, complaint: turned(answer.complaint) }));
  const turnPerson = () => labelling.answer((answer) => ({ ...answer, needs_person: turned(answer.needs_person) }));

  const studio = {
    api, user, now, voice, overview, queue, go, panels, isReview, lease, saving, work, labelling, picking, bulk, review,
    recent: recents.recent, choices, choose, turnComplaint, turnPerson,
  };
  const { act, goTo, turnBlind } = useActions(studio);
  const { presses } = useCommands({ keys: overview.keys, act });
  const tally = useTally(user.id, presses);

  function begin(): void {
    panels.comment.value = false;
    if (isReview.value) void review.open(queue.value);
    else void work.next();
  }

  async function load(): Promise<void> {
    await overview.load();
    if (!overview.state.value) return;
    // A queue that is no more, or not this person's: the first one stands in.
    const { queues } = overview.state.value;
    if (queues.some(({ name }) => name === queue.value)) begin();
    else go(queues[0]?.name ?? "useful");
  }

  watch(queue, () => overview.state.value && begin());
  watch(() => work.item.value?.example, (example) => {
    panels.comment.value = !!work.draft.value.comment;
    presses.value = 0;
    if (example) voice.say(`客户说：${example.text}`);
  });
  void load();
  void recents.load();

  return { ...studio, tally, act, goTo, turnBlind, load };
}
