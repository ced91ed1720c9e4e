"""What may be shown of personal data (R15): the only place where phone numbers, names and addresses are masked."""

from shop.models import Address

_HIDDEN = "****"
_COMPOUND_SURNAMES = frozenset(
    {"欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "端木", "南宫"}
)


def masked_phone(phone: str) -> str:
    """138****3306; a number too short to hide anything in is hidden whole."""
    return f"{phone[:3]}{_HIDDEN}{phone[-4:]}" if len(phone) == 11 else _HIDDEN


def masked_email(address: str) -> str:
    """ke****@example.com"""
    name, at, host = address.partition("@")
    return f"{name[:2]}{_HIDDEN}{at}{host}" if at else _HIDDEN


def masked_address(address: Address) -> str:
    """Down to the district, then the last three characters."""
    province = "" if address.province == address.city else address.province
    tail = address.detail[-3:] if len(address.detail) > 3 else ""
    return f"{province}{address.city}{address.district}{_HIDDEN}{tail}"


def named_by_title(name: str, title: str) -> str:
    """王先生; where the title is not known, both are offered rather than one guessed."""
    surname = name[:2] if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    return f"{surname}{title or '先生/女士'}"
