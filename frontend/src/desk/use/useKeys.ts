/** The desk by keyboard: single letters while nothing is being typed; each presses what is on the page. */
import { onScopeDispose } from "vue";

export const SHORTCUTS = [
  {
    title: "会话",
    keys: [
      { keys: ["J", "↓"], does: "下一个会话" },
      { keys: ["K", "↑"], does: "上一个会话" },
      { keys: ["Enter"], does: "打开所选会话；输入时发送" },
      { keys: ["A"], does: "接入当前会话" },
      { keys: ["R"], does: "开始回复" },
      { keys: ["N"], does: "写内部备注，或返回回复" },
      { keys: ["T"], does: "转接给同事" },
      { keys: ["C"], does: "新建工单" },
      { keys: ["Shift", "Enter"], does: "输入时换行" },
      { keys: ["Alt", "Enter"], does: "采纳建议的说法" },
    ],
  },
  {
    title: "工单",
    keys: [
      { keys: ["J", "K"], does: "下一个、上一个工单" },
      { keys: ["Enter"], does: "打开所选工单" },
      { keys: ["T"], does: "领取工单" },
      { keys: ["E"], does: "填写处理情况" },
      { keys: ["W"], does: "联系客户" },
    ],
  },
  {
    title: "通用",
    keys: [
      { keys: ["G"], does: "在会话与工单之间切换" },
      { keys: ["/"], does: "搜索" },
      { keys: ["Esc"], does: "离开输入框，回到列表" },
      { keys: ["?"], does: "打开或关闭本表" },
    ],
  },
] as const;

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row]")];

function step(by: 1 | -1): void {
  const all = rows();
  const focused = all.findIndex((row) => row === document.activeElement);
  const from = focused >= 0 ? focused : all.findIndex((row) => row.getAttribute("aria-current") === "true");
  const to = from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + by));
  all[to]?.focus();
}

function backToList(): void {
  const row = rows().find((each) => each.getAttribute("aria-current") === "true") ?? rows()[0];
  row?.focus();
}

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const shown = (...testids: string[]) =>
  testids.flatMap((testid) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)]).find((element) => element.offsetParent);
const focus = (...testids: string[]) => () => shown(...testids)?.focus();
/** Nothing to press, or nothing that may be pressed now, is no fault. */
const press = (...testids: string[]) => () => shown(...testids)?.click();

export function useKeys({ help, turn }: { help: () => void; turn: () => void }): void {
  const actions: Record<string, () => void> = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    r: focus("reply-input"),
    "/": focus("search", "ticket-search"),
    "?": help,
    a: press("accept"),
    n: press("note-toggle"),
    t: press("transfer", "ticket-take"),
    c: press("new-ticket"),
    e: focus("ticket-handling"),
    w: press("ticket-write"),
    g: turn,
  };

  function hear(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("[role=dialog], dialog") && event.key !== "?") return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") backToList();
      return;
    }
    const act = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  window.addEventListener("keydown", hear);
  onScopeDispose(() => window.removeEventListener("keydown", hear));
}
