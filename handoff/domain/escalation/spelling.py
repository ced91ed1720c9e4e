"""Ways of typing the same words: folded before words are looked for, and each sign's place is remembered."""

import unicodedata
from dataclasses import dataclass

# Only signs that the rule's words contain.
_TRADITIONAL = (
    "轉經領導負責聯繫聽說話問們個為麼訴賠償騙報導記者媒體師網發獎還沒錢雙貨處監費鋪賣買廢垃圾殘視聾啞"
    "歲奶識來後給讓請電標註銷號會員壞過當壓維護權臉滾傻無恥調現銀錯誤時間對輪盲孫幫關級謊態惡換辦應該"
    "題"
)
_SIMPLIFIED = (
    "转经领导负责联系听说话问们个为么诉赔偿骗报导记者媒体师网发奖还没钱双货处监费铺卖买废垃圾残视聋哑"
    "岁奶识来后给让请电标注销号会员坏过当压维护权脸滚傻无耻调现银错误时间对轮盲孙帮关级谎态恶换办应该"
    "题"
)
_PLAIN = str.maketrans(_TRADITIONAL + "佢哋唔係冇咗嘅搵", _SIMPLIFIED + "他们不是没了的找")


@dataclass(frozen=True)
class Folded:
    """A line in one spelling, without blanks; `places` leads back to the text as it was written."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the folded text stands in the original, end exclusive."""
        return self.places[start], self.places[end - 1] + 1


def folded(text: str) -> Folded:
    """Half-width, lower case, simplified."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = unicodedata.normalize("NFKC", sign)
        if len(plain) != 1 or plain.isspace() or unicodedata.category(plain) == "Cf":
            continue
        lower = plain.lower()
        signs.append((lower if len(lower) == 1 else plain).translate(_PLAIN))
        places.append(place)
    return Folded("".join(signs), tuple(places))
