"""The error codes of the two platforms as data: what each asks of us, and what it tells the desk and the operator."""

from collections.abc import Mapping

from handoff.adapters.wechat.errors import Action, Known

_CONSOLE = "微信公众平台"
_LIMITED = "微信暂停了此账号的接口权限，请登录微信公众平台查看通知并申请恢复。"
_FILE = "微信不接受该图片的格式或大小，请更换为10MB以内的JPG或PNG图片后重新发送。"
_TOKEN_LOST = "接口凭证重新获取后仍被微信拒绝，请确认没有其他系统在更换同一账号的凭证，并核对密钥。"  # noqa: S105
_NATIVE = "微信自带的客服会话功能拒绝了本次操作，请在微信公众平台的客服功能中核对客服账号与会话。"

OFFICIAL_ACCOUNT: Mapping[int, Known] = {
    -1: Known(Action.BUSY, "微信系统繁忙，系统稍后会再次发送。"),
    40001: Known(Action.REFRESH_TOKEN, _TOKEN_LOST),
    40014: Known(Action.REFRESH_TOKEN, _TOKEN_LOST),
    41001: Known(Action.REFRESH_TOKEN, _TOKEN_LOST),
    42001: Known(Action.REFRESH_TOKEN, _TOKEN_LOST),
    40125: Known(Action.CONFIG, f"AppSecret不正确，请在{_CONSOLE}核对或重置后，填写到接入渠道中。"),
    40013: Known(Action.CONFIG, f"AppID不正确，请在{_CONSOLE}核对后，填写到接入渠道中。"),
    40164: Known(Action.CONFIG, f"{{ip}}不在IP白名单中，请在{_CONSOLE}的IP白名单中加入该地址。"),
    89501: Known(Action.CONFIG, "{ip}正在等待公众号管理员确认，请管理员在微信中确认本次调用。"),
    89503: Known(Action.CONFIG, "{ip}首次调用需要公众号管理员确认，请管理员在微信中确认本次调用。"),
    89506: Known(Action.CONFIG, "{ip}在24小时内被公众号管理员拒绝两次，请与管理员确认后次日再试。"),
    89507: Known(Action.CONFIG, "{ip}被公众号管理员拒绝，请与管理员确认后一小时再试。"),
    40003: Known(Action.PERMANENT, "微信查不到该客户的openid，此消息无法送达，请通过电话等其他方式联系。"),
    43004: Known(Action.PERMANENT, "该客户没有关注公众号，此消息无法送达，请通过电话等其他方式联系。"),
    43019: Known(Action.PERMANENT, f"该客户在公众号的黑名单中，如需发送，请先在{_CONSOLE}将其移出黑名单。"),
    48002: Known(Action.PARK, "客户关闭了消息接收，此消息已留存，待客户再次来信后发送。"),
    45015: Known(Action.PARK, "已超过微信规定的可发送时间，或客户已取消关注，此消息已留存，待客户再次来信后发送。"),
    45047: Known(Action.PARK, "微信规定的可发送条数已用完，此消息已留存，待客户再次来信后发送。"),
    45009: Known(Action.BACK_OFF_DAY, f"今日的接口调用次数已用完，零点后继续发送；需要提前恢复时请在{_CONSOLE}清零。"),
    45011: Known(Action.BACK_OFF_SECONDS, "调用接口过于频繁，系统数秒后会再次发送。"),
    45002: Known(Action.TOO_LONG, "消息过长，微信没有接收，请分成几条发送。"),
    40033: Known(Action.BUG, "消息中有微信不接受的字符写法，请将消息内容交给系统管理员处理。"),
    47001: Known(Action.BUG, "消息的数据格式不被微信接受，请将消息内容交给系统管理员处理。"),
    40007: Known(Action.REUPLOAD, "图片重新上传后仍不被微信接受，请更换图片后重新发送。"),
    **dict.fromkeys((40004, 40005, 40006, 40008, 40009, 40010, 40011), Known(Action.REFUSED, _FILE)),
    40200: Known(Action.FEATURE_OFF, "此账号类型不支持该消息形式，系统改用文字发送。"),
    48001: Known(Action.FEATURE_OFF, f"此账号没有客服消息接口权限，请在{_CONSOLE}完成认证，或把回复方式改为被动回复。"),
    48004: Known(Action.FEATURE_OFF, _LIMITED),
    50002: Known(Action.FEATURE_OFF, _LIMITED),
    45072: Known(Action.IGNORE, "“正在输入”的命令不被接受。"),
    45080: Known(Action.IGNORE, "客户30秒内没有来信，不显示“正在输入”。"),
    45081: Known(Action.IGNORE, "“正在输入”已在显示。"),
    **dict.fromkeys((*range(61451, 61460), *range(65400, 65418)), Known(Action.NATIVE, _NATIVE)),
    # These four also answer a send in the name of a customer-service account, which the settings give.
    61452: Known(Action.CONFIG, "设置中的客服账号无效，请核对后重新填写，或留空。"),
    65400: Known(Action.CONFIG, f"公众号没有开通客服功能，请在{_CONSOLE}开通，或把设置中的客服账号留空。"),
    65401: Known(Action.CONFIG, "设置中的客服账号不存在，请核对后重新填写，或留空。"),
    65402: Known(Action.CONFIG, f"设置中的客服账号尚未绑定微信号，请在{_CONSOLE}绑定，或留空。"),
    65413: Known(Action.NATIVE, "该客户没有进行中的微信客服会话。"),
    65414: Known(Action.NATIVE, "该客户正由其他微信客服账号接待。"),
}

# What a code means while a token is asked for: there the secret itself is judged.
OFFICIAL_ACCOUNT_TOKEN: Mapping[int, Known] = {
    **OFFICIAL_ACCOUNT,
    40001: OFFICIAL_ACCOUNT[40125],
    40243: Known(Action.CONFIG, f"AppSecret已被冻结，请在{_CONSOLE}解冻后再试。"),
    48001: Known(Action.CONFIG, f"此账号没有获取接口凭证的权限，请在{_CONSOLE}核对账号状态。"),
}

_WECOM = "企业微信管理后台"
_NOT_MOVED = "系统会再试一次，仍不成功则由坐席工作台接待。"
_API_MANAGED = f"请在{_WECOM}的“微信客服”中，把该客服账号设为“通过API管理”，并把应用加入“可调用接口的应用”。"

KF: Mapping[int, Known] = {
    -1: Known(Action.BUSY, "企业微信系统繁忙，系统稍后会再次发送。"),
    40014: Known(Action.REFRESH_TOKEN, _TOKEN_LOST),
    41001: Known(Action.REFRESH_TOKEN, _TOKEN_LOST),
    42001: Known(Action.REFRESH_TOKEN, _TOKEN_LOST),
    40001: Known(Action.CONFIG, f"Secret不正确，请在{_WECOM}核对应用的Secret后，填写到接入渠道中。"),
    40013: Known(Action.CONFIG, f"企业ID不正确，请在{_WECOM}的“我的企业”中核对后，填写到接入渠道中。"),
    60020: Known(Action.CONFIG, f"{{ip}}不在企业可信IP中，请在{_WECOM}的应用详情中加入该地址。"),
    48002: Known(Action.CONFIG, f"该应用没有微信客服接口权限。{_API_MANAGED}"),
    45009: Known(Action.BACK_OFF_MINUTE, "调用接口过于频繁，系统一分钟后会再次发送。"),
    45033: Known(Action.BACK_OFF_MINUTE, "同时进行的接口调用过多，系统一分钟后会再次发送。"),
    95000: Known(Action.CONFIG, f"客服账号ID（open_kfid）不正确，请在{_WECOM}核对后，填写到接入渠道中。"),
    95004: Known(Action.CONFIG, f"客服账号不存在或该应用无权使用。{_API_MANAGED}"),
    95001: Known(Action.PARK, "客户每次来信后的5条已用完，此消息已留存，待客户再次来信后发送。"),
    95002: Known(Action.PARK, "距客户上次来信已超过48小时，此消息已留存，待客户再次来信后发送。"),
    95013: Known(Action.PARK, "该客户的会话已结束，此消息已留存，待客户再次来信后发送。"),
    95007: Known(Action.STALE_BELL, "读取消息的凭据已过期，收到下一条通知时会继续读取。"),
    95011: Known(Action.CONFIG, f"该客服账号正在企业微信内使用，不能由接口管理。{_API_MANAGED}"),
    95012: Known(Action.CONFIG, f"微信客服没有在企业微信内启用，请在{_WECOM}启用微信客服后再试。"),
    95017: Known(Action.CONFIG, f"微信客服的API功能已关闭。{_API_MANAGED}"),
    95014: Known(
        Action.SERVICER,
        f"接待人员未登录企业微信、未激活或不在接待中，{_NOT_MOVED}请管理员安排该人员或其他接待人员登录企业微信并开始接待。",
    ),
    95016: Known(Action.MOVE, f"客户的会话此刻不能转入企业微信，{_NOT_MOVED}客服可在坐席工作台接入并回复。"),
    95018: Known(
        Action.SESSION,
        f"会话目前的状态不接受由接口发送的消息，请在{_WECOM}确认企业已完成验证，且该客服账号设为“通过API管理”。",
    ),
    40096: Known(Action.PERMANENT, "企业微信查不到该客户，此消息无法送达，请通过电话等其他方式联系。"),
    45002: Known(Action.TOO_LONG, "消息过长，企业微信没有接收，请分成几条发送。"),
    40007: OFFICIAL_ACCOUNT[40007],
    **dict.fromkeys((40004, 40005, 40006, 40008, 40009), Known(Action.REFUSED, _FILE)),
    47001: OFFICIAL_ACCOUNT[47001],
}
