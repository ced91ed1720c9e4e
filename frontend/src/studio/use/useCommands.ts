/** The studio by keyboard: single keys while nothing is being typed. */
import { onScopeDispose, ref, type Ref } from "vue";

import { commandOf, keyOf, type Keys, type Pressed } from "../model/keys";

export interface CommandOptions {
  keys: Ref<Keys>;
  /** False where it means nothing now: the browser may have the key. */
  act: (pressed: Pressed) => boolean;
}

/** What they are pressed by, with the focus on them; a press on one is no command. */
const PRESSABLE = "button, a[href], summary, select, input, [role=button], [role=option], [role=switch]";
const PRESSES = new Set(["Enter", "Space"]);

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useCommands({ keys, act }: CommandOptions) {
  /** Keys and clicks since the line was shown; words written as a comment are none. */
  const presses = ref(0);

  function hear(event: KeyboardEvent): void {
    const key = keyOf(event);
    if (!key || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.repeat && !(event.target instanceof HTMLTextAreaElement)) presses.value += 1;
    if (event.defaultPrevented || isWriting(event.target)) return;
    const pressed = commandOf(keys.value, key);
    if (!pressed) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[role=dialog], dialog") && pressed.command !== "help") return;
    if (PRESSES.has(key) && target?.closest(PRESSABLE)) return;
    if (act(pressed)) event.preventDefault();
  }

  const click = (event: PointerEvent) => {
    if (event.target instanceof Element && event.target.closest("main, aside, [role=dialog]")) presses.value += 1;
  };

  window.addEventListener("keydown", hear);
  window.addEventListener("pointerdown", click);
  onScopeDispose(() => {
    window.removeEventListener("keydown", hear);
    window.removeEventListener("pointerdown", click);
  });
  return { presses };
}
