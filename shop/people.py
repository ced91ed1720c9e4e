"""Invented customers, streets, couriers and technicians for the demo; no real person or household is meant."""

from dataclasses import dataclass
from random import Random

from shop.models import Address


@dataclass(frozen=True)
class District:
    province: str
    city: str
    name: str
    # Where parcels for it are sorted and who delivers them.
    hub: str
    station: str


DISTRICTS = (
    District("浙江省", "杭州市", "西湖区", "杭州转运中心", "西湖文新营业点"),
    District("浙江省", "宁波市", "鄞州区", "宁波转运中心", "鄞州南部营业点"),
    District("江苏省", "南京市", "鼓楼区", "南京转运中心", "鼓楼江东营业点"),
    District("江苏省", "苏州市", "姑苏区", "苏州转运中心", "姑苏平江营业点"),
    District("上海市", "上海市", "徐汇区", "上海转运中心", "徐汇漕河营业点"),
    District("北京市", "北京市", "海淀区", "北京转运中心", "海淀学院路营业点"),
    District("广东省", "广州市", "天河区", "广州转运中心", "天河员村营业点"),
    District("广东省", "深圳市", "南山区", "深圳转运中心", "南山西丽营业点"),
    District("四川省", "成都市", "武侯区", "成都转运中心", "武侯玉林营业点"),
    District("湖北省", "武汉市", "洪山区", "武汉转运中心", "洪山珞南营业点"),
    District("陕西省", "西安市", "雁塔区", "西安转运中心", "雁塔小寨营业点"),
    District("山东省", "青岛市", "崂山区", "青岛转运中心", "崂山中韩营业点"),
)

_STREETS = ("松涛路", "云栖路", "青禾路", "长宁街", "枫林路", "映月街", "学苑路", "和平路")
_ESTATES = ("安澜苑", "锦绣里", "望江府", "梧桐院", "晴川居", "书香园")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_MALE = ("建国", "志远", "明轩", "浩然", "海涛", "文博", "立新", "子昂")
_FEMALE = ("晓梅", "雅琴", "思雨", "佳怡", "丽华", "静雯", "雪莹", "若彤")
_PREFIXES = ("133", "136", "138", "139", "150", "158", "176", "186", "189")

CARRIERS = (("顺丰速运", "SF"), ("京东物流", "JD"), ("中通快递", "ZT"), ("德邦快递", "DP"))
# The public hotlines of the carriers.
CARRIER_PHONES = {"顺丰速运": "95338", "京东物流": "950616", "中通快递": "95311", "德邦快递": "95353"}
BANKS = ("中国工商银行", "招商银行", "中国建设银行", "中国农业银行", "交通银行")


def invented_address(random: Random, district: District) -> Address:
    """A household in this district, with its name, title and mobile number."""
    is_man = random.random() < 0.5
    name = random.choice(_SURNAMES) + random.choice(_MALE if is_man else _FEMALE)
    detail = (
        f"{random.choice(_STREETS)}{random.randint(11, 399)}号{random.choice(_ESTATES)}"
        f"{random.randint(1, 18)}幢{random.randint(1, 3)}单元{random.randint(2, 26)}{random.randint(1, 4):02d}室"
    )
    return Address(
        province=district.province,
        city=district.city,
        district=district.name,
        detail=detail,
        recipient=name,
        title="先生" if is_man else "女士",
        phone=f"{random.choice(_PREFIXES)}{random.randint(0, 99_999_999):08d}",
    )


def invented_worker(random: Random) -> str:
    """A courier or technician as they are named to customers: 王师傅."""
    return f"{random.choice(_SURNAMES)}师傅"


def invented_relay(random: Random) -> str:
    """A number of the carrier's relay that leads to the courier; no private one is given out."""
    return f"95013{random.randint(0, 99_999_999):08d}"
