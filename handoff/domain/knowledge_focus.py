"""What kind of thing a question wants to hear — a price, a size, a time — and whether an answer says it."""

import re

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.float64]

# What is wanted, how it is asked for, and by what one sees that an answer holds it.
_WANTED = (
    ("money", "多少钱|价格|价钱|收费|费用|贵|几块|手续费|什么价|要钱|掏钱|另收", r"\d元|免费|费"),
    (
        "time",
        "多久|多长时间|几天|几分钟|几个?小时|几个月|几年|什么时候|啥时候|何时|哪天|几点|几号|周期|期限|有效期|多少天|多少分钟",
        r"\d(?:至\d+)?(?:天|小时|分钟|个月|年|秒|个工作日)|\d:\d|\d月|随时",
    ),
    (
        "length",
        "尺寸|长宽高|多宽|多高|多深|多长(?!时)|公分|厘米|高度|宽度|深度|孔距|几米|孔径|直径|体积",
        "厘米|毫米|米",
    ),
    ("weight", "多重|重量|几斤|多少斤|净重|重不重", "千克|公斤|斤"),
    ("power", "功率|多少瓦|费电|耗电|几度电|电费|省电|度电|跳闸", "瓦|能效|安漏电"),
    ("noise", "噪音|噪声|分贝|吵|声音|静音|异响|响", "分贝|声音|噪声"),
    ("volume", "几升|容量|多少升|毫升|容积|多大水箱|水箱多大", "升"),
    ("heat", "几度(?!电)|温度|多少度(?!电)|水温", "摄氏度|温度"),
    ("area", "平方|平米|多大房间|面积|几平|多大屋", "平方米|平方厘米"),
    ("number", "几次|几个|几张|几种|多少个|几台|几级|上限|最多|最少", r"\d(?:次|个|张|种|件|台|点|级)|一次|两"),
    ("colour", "颜色|白色|黑色|粉色|银色|外观|好看", "颜色|白色|黑色"),
    ("stuff", "材质|材料|不锈钢|塑料|玻璃的|什么钢", "材质|不锈钢|涂层"),
    ("remote", "手机|app|wifi|远程|联网|蓝牙|小程序|语音|遥控", "手机|应用|无线|语音|遥控"),
    ("part", "单买|单独买|单卖|配件|买一个|哪里买|在哪买|哪买|送什么|送不送", "购买|配件|随商品"),
    ("code", r"(?<![a-z0-9])[ef]\d{1,2}(?!\d)|代码|故障码|报错", "代码"),
    ("maker", "品牌|牌子|哪家|产地|哪里产|代工|认证", "品牌|产地|认证"),
    ("child", "童锁|儿童|小孩|宝宝|孩子|孕妇", "童锁|儿童"),
    ("self", "定时|预约|模式|功能|程序|档", "定时|预约|程序|模式|档"),
)
_ASKED = tuple(re.compile(asked) for _, asked, _ in _WANTED)
_HELD = tuple(re.compile(held) for _, _, held in _WANTED)


def wanted(text: str) -> Flags:
    """1 for each kind of thing the question (bare) wants to hear."""
    return np.array([pattern.search(text) is not None for pattern in _ASKED], dtype=np.float64)


def held(answer: str) -> Flags:
    """1 for each kind of thing that the answer says."""
    return np.array([pattern.search(answer) is not None for pattern in _HELD], dtype=np.float64)
