/** The desk by keyboard: single letters while nothing is being typed. */
import { onScopeDispose } from "vue";

import type { Desk } from "./useDesk";

export const SHORTCUTS = [
  { keys: ["J", "↓"], does: "下一个会话" },
  { keys: ["K", "↑"], does: "上一个会话" },
  { keys: ["Enter"], does: "打开所选会话；输入时发送" },
  { keys: ["A"], does: "接入当前会话" },
  { keys: ["R"], does: "开始回复" },
  { keys: ["/"], does: "搜索会话" },
  { keys: ["Shift", "Enter"], does: "输入时换行" },
  { keys: ["Alt", "Enter"], does: "采纳建议的说法" },
  { keys: ["Esc"], does: "离开输入框，回到列表" },
  { keys: ["?"], does: "打开或关闭本表" },
] as const;

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-episode-row]")];

function step(by: 1 | -1): void {
  const all = rows();
  const focused = all.findIndex((row) => row === document.activeElement);
  const from = focused >= 0 ? focused : all.findIndex((row) => row.getAttribute("aria-current") === "true");
  const to = from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + by));
  all[to]?.focus();
}

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const focus = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus();

export function useKeys(desk: Desk, help: () => void): void {
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("[role=dialog]") && event.key !== "?") return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") backToList();
      return;
    }
    const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function backToList(): void {
    const row = rows().find((each) => each.getAttribute("aria-current") === "true") ?? rows()[0];
    row?.focus();
  }

  const actions: Record<string, () => void> = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    r: () => focus("reply-input"),
    "/": () => focus("search"),
    "?": help,
    a: () => {
      const { current } = desk;
      if (current.value?.status === "queued") void desk.move(current.value.id, "accept");
    },
  };

  window.addEventListener("keydown", press);
  onScopeDispose(() => window.removeEventListener("keydown", press));
}
