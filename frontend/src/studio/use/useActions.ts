/** What each command does, on the pages where it does something. */
import type { EmotionLabel } from "../../shared/types";
import type { Pressed } from "../model/keys";
import { isReviewing } from "../model/words";
import type { Studio } from "./useStudio";

type Parts = Omit<Studio, "tally" | "act" | "goTo" | "turnBlind" | "load">;

export function useActions(studio: Parts) {
  const { overview, labelling, picking, bulk, review, work, panels, voice } = studio;

  function feel(emotion: EmotionLabel): void {
    labelling.answer((answer) => ({ ...answer, emotion }));
  }

  function turnQueue(by: 1 | -1): void {
    const names = overview.state.value?.queues.map(({ name }) => name) ?? [];
    const at = names.indexOf(studio.queue.value);
    const name = names[(at + by + names.length) % names.length];
    if (!name) return;
    goTo(name);
    voice.say(`队列：${overview.state.value?.queues.find((queue) => queue.name === name)?.title ?? name}`);
  }

  function goTo(name: string): void {
    if (!isReviewing(studio.queue.value)) labelling.stepAside();
    studio.go(name);
  }

  async function turnBlind(): Promise<void> {
    const blind = !overview.isBlind.value;
    try {
      await overview.keepBlind(blind);
      voice.done(blind ? "盲标已开启，从下一条起不显示模型预标注" : "盲标已关闭，从下一条起显示模型预标注");
    } catch {
      voice.warn("盲标设置未能保存，请稍后重试。");
    }
  }

  const general: Record<string, () => void> = {
    help: () => (panels.help.value = !panels.help.value),
    nextQueue: () => turnQueue(1),
    previousQueue: () => turnQueue(-1),
    blind: () => void turnBlind(),
  };

  const onLine: Record<string, () => void> = {
    search: () => (panels.search.value = true),
    calm: () => feel("calm"),
    anxious: () => feel("anxious"),
    angry: () => feel("angry"),
    complaint: studio.turnComplaint,
    person: studio.turnPerson,
    pickNext: () => picking.step(1),
    pickPrevious: () => picking.step(-1),
    growNext: () => picking.grow(1),
    growPrevious: () => picking.grow(-1),
    nudgeNext: () => picking.nudge(1),
    nudgePrevious: () => picking.nudge(-1),
    dropSpan: picking.drop,
    unpick: picking.clear,
    submit: () => (picking.range.value ? picking.open() : labelling.finish("answer")),
    skip: () => labelling.finish("skip"),
    discard: () => labelling.finish("discard"),
    draft: labelling.keepDraft,
    comment: () => (panels.comment.value = true),
    alike: () => void bulk.look(),
  };

  /** With nothing in work there still is something to take back. */
  const always: Record<string, () => void> = { undo: () => void labelling.undo(), redo: () => void labelling.redo() };

  const onReview: Record<string, () => void> = {
    approve: () => void review.approve(),
    submit: () => void review.approve(),
    reject: review.askWhy,
    later: review.later,
    undo: () => void review.undo(),
  };

  function chooseNumbered({ command, also }: Pressed): boolean {
    const choice = studio.choices.value[Number(command.slice("intent".length)) - 1];
    if (!choice || !labelling.isReady.value) return false;
    studio.choose(choice.name, also);
    return true;
  }

  function act(pressed: Pressed): boolean {
    const { command } = pressed;
    const here = studio.isReview.value ? onReview : { ...always, ...(labelling.isReady.value ? onLine : onNothing) };
    const does = general[command] ?? here[command];
    if (does) {
      does();
      return true;
    }
    return !studio.isReview.value && command.startsWith("intent") && chooseNumbered(pressed);
  }

  /** Where there is no line, Enter asks for one. */
  const onNothing: Record<string, () => void> = {
    submit: () => {
      if (work.phase.value === "lost" || work.phase.value === "error") void work.next();
    },
  };

  return { act, goTo, turnBlind };
}
