"""Error codes as the two platforms answer them, with their English texts."""

from uuid import uuid4

_TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40010: "invalid voice size",
    40011: "invalid video size",
    40012: "invalid thumb size",
    40013: "invalid appid",
    40014: "invalid access_token",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40035: "invalid parameter",
    40058: "invalid Request Parameter",
    40066: "invalid url",
    40096: "invalid external userid",
    40125: "invalid appsecret",
    40200: "invalid account type",
    41001: "access_token missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    43019: "require remove blacklist",
    44004: "empty content",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "need an exchange with the user in 30s",
    45081: "already in typing state",
    47001: "data format error",
    48001: "api unauthorized",
    48002: "user refuse to receive message",
    65401: "invalid customer service account",
    95000: "invalid open_kfid",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95004: "open_kfid not exist",
    95007: "invalid msg token",
    95008: "too many menu items",
    95009: "invalid menu item type",
    95013: "conversation is end",
    95014: "user is not servicer",
    95016: "state transition not allowed",
    95017: "api switch is off",
    95018: "invalid session status",
}


class Refused(Exception):
    """The API's answer is this error."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg or _TEXTS.get(errcode, "error")

    @property
    def in_json(self) -> dict[str, object]:
        """Every error carries a request id that nobody can know beforehand."""
        return {"errcode": self.errcode, "errmsg": f"{self.errmsg} rid: {uuid4().hex[:24]}"}
