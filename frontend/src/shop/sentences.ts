/** What a visitor may say to try the service out: fitting the state of an order, or about no order at all. */
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

export const WITHOUT_AN_ORDER = [
  "空气炸锅的炸篮可以放进洗碗机清洗吗？",
  "净水器的滤芯多久更换一次？",
  "等了一周还没有收到货，我要投诉",
  "转人工",
];
