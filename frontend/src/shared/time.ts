/** Times as people say them, in the service's zone; every function takes the present as an argument. */

const ZONE = "Asia/Shanghai";
const DAY = 86_400_000;

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

interface Wall {
  year: number;
  month: number;
  day: number;
  clock: string;
}

function wall(at: number): Wall {
  const found = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
  return {
    year: Number(found.year),
    month: Number(found.month),
    day: Number(found.day),
    clock: `${found.hour}:${found.minute}`,
  };
}

const dayNumber = (at: Wall) => Math.round(Date.UTC(at.year, at.month - 1, at.day) / DAY);

/** 14:05. */
export function clock(iso: string): string {
  return wall(Date.parse(iso)).clock;
}

/** 今天, 昨天, 明天, 11月12日, or with the year when it is another one. */
export function dayName(iso: string, now: number): string {
  const then = wall(Date.parse(iso));
  const today = wall(now);
  const apart = dayNumber(then) - dayNumber(today);
  if (apart === 0) return "今天";
  if (apart === -1) return "昨天";
  if (apart === 1) return "明天";
  const day = `${then.month}月${then.day}日`;
  return then.year === today.year ? day : `${then.year}年${day}`;
}

/** 今天 14:05. */
export function dayAndClock(iso: string, now: number): string {
  return `${dayName(iso, now)} ${clock(iso)}`;
}

/** 14:05 on the day itself, else 昨天 14:05. */
export function shortTime(iso: string, now: number): string {
  return dayName(iso, now) === "今天" ? clock(iso) : dayAndClock(iso, now);
}

/** 刚刚, 56 秒前, 3 分钟前, 2 小时前, then the day. */
export function ago(iso: string, now: number): string {
  const passed = now - Date.parse(iso);
  if (passed < 5_000) return "刚刚";
  if (passed < 60_000) return `${Math.floor(passed / 1000)} 秒前`;
  if (passed < 3_600_000) return `${Math.floor(passed / 60_000)} 分钟前`;
  if (passed < DAY) return `${Math.floor(passed / 3_600_000)} 小时前`;
  return dayAndClock(iso, now);
}

const two = (value: number) => String(value).padStart(2, "0");

/** 4:06, 1:02:03 and, when past, with a leading +: how long it has been overdue. */
export function countdown(milliseconds: number): string {
  const late = milliseconds < 0;
  // Rounded down: never more time than there is.
  const total = Math.floor(Math.abs(milliseconds) / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const body = hours ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
  return late ? `+${body}` : body;
}

/** The same said aloud: 还剩 4 分 6 秒, 已超时 20 秒. */
export function countdownSaid(milliseconds: number): string {
  const total = Math.abs(Math.trunc(milliseconds / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const words = [hours ? `${hours} 小时` : "", minutes ? `${minutes} 分` : "", hours ? "" : `${total % 60} 秒`];
  return `${milliseconds < 0 ? "已超时" : "还剩"} ${words.filter(Boolean).join(" ")}`;
}
