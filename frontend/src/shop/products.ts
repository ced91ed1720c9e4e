/** The shop window: a choice from the catalogue in data/shop/products.yml, with the same names, models and prices. */

export type Art = "purifier" | "washer" | "fridge" | "aircon" | "cooker" | "fryer" | "robot" | "airclean";

export interface Product {
  name: string;
  model: string;
  price: number;
  warrantyMonths: number;
  facts: string[];
  art: Art;
}

export const PRODUCTS: Product[] = [
  {
    name: "清澈厨下净水器",
    model: "AH-J600",
    price: 1899,
    warrantyMonths: 36,
    facts: ["日通量 600 加仑", "一级水效"],
    art: "purifier",
  },
  {
    name: "云舒滚筒洗衣机",
    model: "AH-X10",
    price: 2599,
    warrantyMonths: 36,
    facts: ["10 公斤", "洗涤噪声 52 分贝"],
    art: "washer",
  },
  {
    name: "鲜域对开门冰箱",
    model: "AH-R520",
    price: 3999,
    warrantyMonths: 36,
    facts: ["520 升", "风冷无霜"],
    art: "fridge",
  },
  {
    name: "清朗壁挂式空调",
    model: "AH-K35",
    price: 2699,
    warrantyMonths: 72,
    facts: ["大 1.5 匹", "新一级能效"],
    art: "aircon",
  },
  { name: "禾香电饭煲", model: "AH-F40", price: 399, warrantyMonths: 12, facts: ["4 升", "电磁加热"], art: "cooker" },
  { name: "轻味空气炸锅", model: "AH-Q55", price: 329, warrantyMonths: 12, facts: ["5.5 升", "可视窗"], art: "fryer" },
  {
    name: "净途扫地机器人",
    model: "AH-T7",
    price: 2299,
    warrantyMonths: 24,
    facts: ["激光导航", "自动集尘 60 天"],
    art: "robot",
  },
  {
    name: "润息空气净化器",
    model: "AH-A60",
    price: 1399,
    warrantyMonths: 12,
    facts: ["35 至 60 平方米", "滤芯寿命 12 个月"],
    art: "airclean",
  },
];
