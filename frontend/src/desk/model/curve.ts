/** Where each turn's feeling lies on a small plot: one level for each feeling, the latest turns only. */
import type { EmotionLabel, EmotionPoint } from "../../shared/types";
import { EMOTION } from "./words";

export interface Dot {
  seq: number;
  x: number;
  y: number;
  label: EmotionLabel;
  score: number;
}

const WIDTH = 260;
const EDGE = 6;
const LEVEL: Record<EmotionLabel, number> = { calm: 54, anxious: 32, angry: 10 };
const SHOWN = 20;

export function curve(points: EmotionPoint[]): Dot[] {
  const shown = points.slice(-SHOWN);
  const step = shown.length > 1 ? (WIDTH - 2 * EDGE) / (shown.length - 1) : 0;
  return shown.map(({ seq, label, score }, index) => ({ seq, label, score, x: Math.round(EDGE + index * step), y: LEVEL[label] }));
}

export function curveSaid(points: EmotionPoint[]): string {
  if (!points.length) return "尚无情绪记录";
  const turns = points.slice(-SHOWN).map(({ label }, index) => `第 ${index + 1} 次发言${EMOTION[label]}`);
  return `情绪变化：${turns.join("，")}。`;
}
