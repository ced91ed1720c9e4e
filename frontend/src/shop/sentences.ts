/** What a visitor may say to try the service out: fitting the state of an order, sorted by matter, or about no order. */
import type { DemoOrder } from "../shared/types";

export function sentenceFor(order: DemoOrder): string {
  if (order.say) return order.say;
  const { number, phone_tail: tail, status_text: status } = order;
  if (/退款|退货/.test(status)) return `订单${number}的退款什么时候到账？手机尾号${tail}`;
  if (/待发货|未发货|待付款|备货|已付款/.test(status))
    return `订单${number}的收货地址写错了，我想改一下，手机尾号${tail}`;
  if (/运输|已发货|派送|配送|揽收/.test(status)) return `帮我查一下订单${number}的快递到哪了，手机尾号${tail}`;
  return `订单${number}现在是什么状态？手机尾号${tail}`;
}

const MATTERS: [name: string, words: RegExp][] = [
  ["退换、安装与维修", /退货|退款|换货|安装|报修|少了/],
  ["发票与价格", /发票|价格保护/],
  ["修改与取消", /地址|取消|看不到/],
  ["物流与配送", /快递|送货|状态/],
];

export interface Trial {
  order: DemoOrder;
  sentence: string;
}

/** The orders by what is said about them; what fits no matter stands with the last. */
export function byMatter(orders: DemoOrder[]): { name: string; trials: Trial[] }[] {
  const last = MATTERS.at(-1)![0];
  const trials = orders.map((order) => ({ order, sentence: sentenceFor(order) }));
  const matterOf = (sentence: string) => MATTERS.find(([, words]) => words.test(sentence))?.[0] ?? last;
  return MATTERS.map(([name]) => ({ name, trials: trials.filter((trial) => matterOf(trial.sentence) === name) }))
    .filter(({ trials: found }) => found.length > 0)
    .reverse();
}

export const WITHOUT_AN_ORDER = [
  "空气炸锅的炸篮可以放进洗碗机清洗吗？",
  "云舒洗烘一体机现在有货吗？",
  "目前有哪些优惠活动？",
  "请明天上午10点给我回电话，想咨询旧家电拆机",
  "建议在电饭煲的内胆上增加刻度线",
  "等了一周还没有收到货，我要投诉",
];
