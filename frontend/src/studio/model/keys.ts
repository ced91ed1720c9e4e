/** What can be done by key, by which, and how a person's own keys take the place of ours. */

export interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
}

export interface Command {
  name: string;
  does: string;
  key: string;
}

export interface CommandGroup {
  title: string;
  commands: Command[];
}

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

const LABELLING: CommandGroup[] = [
  {
    title: "意图",
    commands: [
      ...DIGITS.map((digit) => ({ name: `intent${digit}`, does: `选择第 ${digit} 个意图`, key: String(digit) })),
      { name: "search", does: "搜索全部意图", key: "/" },
    ],
  },
  {
    title: "情绪与判断",
    commands: [
      { name: "calm", does: "情绪：平静", key: "Q" },
      { name: "anxious", does: "情绪：焦急", key: "W" },
      { name: "angry", does: "情绪：愤怒", key: "E" },
      { name: "complaint", does: "是否投诉", key: "C" },
      { name: "person", does: "是否应转人工", key: "T" },
    ],
  },
  {
    title: "片段",
    commands: [
      { name: "pickNext", does: "选取后一个词", key: "→" },
      { name: "pickPrevious", does: "选取前一个词", key: "←" },
      { name: "growNext", does: "向后多选一个词", key: "Shift+→" },
      { name: "growPrevious", does: "向前多选一个词", key: "Shift+←" },
      { name: "nudgeNext", does: "向后移动一个字", key: "Shift+↓" },
      { name: "nudgePrevious", does: "向前移动一个字", key: "Shift+↑" },
      { name: "dropSpan", does: "删除所选片段", key: "Backspace" },
      { name: "unpick", does: "取消选取", key: "Esc" },
    ],
  },
  {
    title: "处理",
    commands: [
      { name: "submit", does: "提交；选取了文字时，标注为片段", key: "Enter" },
      { name: "skip", does: "跳过", key: "S" },
      { name: "discard", does: "弃用", key: "X" },
      { name: "draft", does: "存为草稿，看下一条", key: "D" },
      { name: "comment", does: "写备注", key: "M" },
      { name: "alike", does: "与相似语料一起标注", key: "G" },
      { name: "undo", does: "撤销", key: "Z" },
      { name: "redo", does: "重做", key: "Shift+Z" },
    ],
  },
];

const GENERAL: CommandGroup = {
  title: "通用",
  commands: [
    { name: "nextQueue", does: "下一个队列", key: "J" },
    { name: "previousQueue", does: "上一个队列", key: "K" },
    { name: "blind", does: "开启或关闭盲标", key: "B" },
    { name: "help", does: "打开或关闭本表", key: "?" },
  ],
};

const REVIEWING: CommandGroup = {
  title: "审核",
  commands: [
    { name: "approve", does: "通过", key: "A" },
    { name: "reject", does: "驳回并说明原因", key: "R" },
    { name: "later", does: "暂不处理，看下一条", key: "N" },
  ],
};

/** Reviewers have their keys as well. */
export const groupsFor = (mayReview: boolean): CommandGroup[] => [...LABELLING, ...(mayReview ? [REVIEWING] : []), GENERAL];

export type Keys = Record<string, string>;

const ALL = groupsFor(true).flatMap(({ commands }) => commands);
export const DEFAULTS: Keys = Object.fromEntries(ALL.map(({ name, key }) => [name, key]));
const TITLES: Record<string, string> = Object.fromEntries(ALL.map(({ name, does }) => [name, does]));
export const titleOf = (command: string): string => TITLES[command] ?? command;

/** Ours, and in place of them what the person chose; names and keys that are none are left out. */
export function keysWith(own: Readonly<Keys>): Keys {
  const known = Object.entries(own).filter(([name, key]) => name in DEFAULTS && typeof key === "string" && key !== "");
  return { ...DEFAULTS, ...Object.fromEntries(known) };
}

/** Only what differs from ours is kept, so that a better default reaches everybody else. */
export const ownOf = (keys: Readonly<Keys>): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([name, key]) => DEFAULTS[name] !== key));

const NAMED: Record<string, string> = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", " ": "Space" };
const SILENT = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock", "Dead", "Unidentified", "Tab", "ContextMenu"]);
/** Where an input method is on, the browser does not say which letter it was, but which key. */
const PLAIN: Record<string, [string, string]> = {
  Slash: ["/", "?"], BracketLeft: ["[", "{"], BracketRight: ["]", "}"], Semicolon: [";", ":"], Comma: [",", "<"], Period: [".", ">"],
  Minus: ["-", "_"], Equal: ["=", "+"], Quote: ["'", '"'], Backquote: ["`", "~"], Backslash: ["\\", "|"],
};

/** Z, Shift+Z, 1, Shift+1, ?, →: how a key is written on the page and kept; empty where it can be none. */
export function keyOf({ key, code, shiftKey }: KeyPress): string {
  if (SILENT.has(key)) return "";
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit && (key === "Process" || key.length === 1)) return shifted(digit, shiftKey);
  const letter = /^[a-z]$/i.test(key) ? key : key === "Process" || key > "~" ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  if (letter) return shifted(letter.toUpperCase(), shiftKey);
  if (key in NAMED) return shifted(NAMED[key]!, shiftKey);
  if (code in PLAIN && (key === "Process" || key > "~")) return PLAIN[code]![shiftKey ? 1 : 0];
  // Shift is in the sign already.
  if (key.length === 1) return key;
  return /^[A-Z][A-Za-z0-9]+$/.test(key) && key !== "Process" ? shifted(key, shiftKey) : "";
}

const shifted = (key: string, isShifted: boolean): string => (isShifted ? `Shift+${key}` : key);

/** Shift with an intent's key makes it a second reading; it is derived, so that the two stay together. */
export const alsoKey = (key: string): string => (/^[A-Z0-9]$/.test(key) ? `Shift+${key}` : "");

/** As it is said within a sentence. */
export const spokenKey = (key: string): string => SPOKEN[key] ?? key;
const SPOKEN: Record<string, string> = { Enter: "回车", Backspace: "退格", Space: "空格" };

export type Pressed = { command: string; also: boolean };

export function commandOf(keys: Readonly<Keys>, pressed: string): Pressed | null {
  if (!pressed) return null;
  const direct = Object.keys(keys).find((name) => keys[name] === pressed);
  if (direct) return { command: direct, also: false };
  const also = Object.keys(keys).find((name) => name.startsWith("intent") && alsoKey(keys[name]!) === pressed);
  return also ? { command: also, also: true } : null;
}

/** Keys with two meanings, each with the commands it would mean. */
export function conflictsOf(keys: Readonly<Keys>): { key: string; commands: string[] }[] {
  const meanings = new Map<string, string[]>();
  const mean = (key: string, name: string) => key && meanings.set(key, [...(meanings.get(key) ?? []), name]);
  for (const [name, key] of Object.entries(keys)) {
    mean(key, name);
    if (name.startsWith("intent")) mean(alsoKey(key), name);
  }
  return [...meanings].filter(([, commands]) => commands.length > 1).map(([key, commands]) => ({ key, commands }));
}
