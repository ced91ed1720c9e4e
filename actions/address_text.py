"""Reads a typed address into its parts; what is missing and cannot be known from the old address stays missing."""

import re
from dataclasses import replace

from actions.regions import CITIES_WITHOUT_DISTRICTS, MUNICIPALITIES, PROVINCE_OF_CITY, PROVINCES, short_name
from shop.models import Address

_NOISE = re.compile(r"[\s,，.。;；:：!！?？“”\"']+")
# Whole words: 成 alone would behead 成都, 新 alone 新乡.
_LEAD = re.compile(
    r"^(?:请|麻烦|帮我|把|(?:新的?|收货|收件|送货)?地址|改[成到为]|换[成到为]|送到|寄到|发到|改|换|到|是|在)+"
)
_OTHER_CITY = re.compile(r"^([一-龥]{2,7}?(?:市|自治州|地区|盟))")
_DISTRICT = re.compile(r"^([一-龥]{1,8}?(?:自治县|新区|开发区|区|县|旗|市))")
_TOWN = re.compile(r"^([一-龥]{1,8}?(?:镇|街道|区))")
_DOOR = re.compile(r"[0-9０-９A-Za-z一二三四五六七八九十]+(?:号|弄|栋|幢|座|单元|室|楼|层|户|组|房|-)|\d{2,}")


def read_address(text: str, current: Address) -> Address | None:
    """The new address with the present recipient and phone, or None when a courier could not find the door by it."""
    rest = _LEAD.sub("", _NOISE.sub("", text))
    province, rest = _province(rest)
    city, rest = _city(rest, province)
    pattern = _TOWN if city.removesuffix("市") in CITIES_WITHOUT_DISTRICTS else _DISTRICT
    found = pattern.match(rest)
    district, detail = (found.group(1), rest[found.end() :]) if found else ("", rest)
    if not city and district == current.district:
        # “西湖区…” in an order that already goes to 西湖区: the city is not in doubt.
        city, province = current.city, current.province
    if not city or not district or not _DOOR.search(detail):
        return None
    province = province or _province_of(city, current)
    return replace(current, province=province, city=city, district=district, detail=detail) if province else None


def _province(text: str) -> tuple[str, str]:
    for province in PROVINCES:
        short = short_name(province)
        if text.startswith(province):
            return province, text.removeprefix(province)
        # 吉林 alone may be the city; with 市 it is.
        if text.startswith(short) and not text.startswith(f"{short}市"):
            return province, text.removeprefix(short).removeprefix("省")
    return "", text


def _city(text: str, province: str) -> tuple[str, str]:
    for name in MUNICIPALITIES:
        if text.startswith(name):
            rest = text.removeprefix(name).removeprefix("市")
            return f"{name}市", rest.removeprefix(name).removeprefix("市")
    for name in PROVINCE_OF_CITY:
        if text.startswith(name) and not re.match(r"[区县镇路街]", text[len(name) : len(name) + 1]):
            return f"{name}市", text.removeprefix(name).removeprefix("市")
    found = _OTHER_CITY.match(text) if province else None
    return (found.group(1), text[found.end() :]) if found else ("", text)


def _province_of(city: str, current: Address) -> str:
    name = city.removesuffix("市")
    if name in MUNICIPALITIES:
        return city
    return PROVINCE_OF_CITY.get(name) or (current.province if city == current.city else "")
