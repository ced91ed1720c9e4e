"""What everybody is told at every route: the table that the access tests go through."""

from typing import Any

from tests.support.photos import a_photo

# A body that each unsafe route takes, so that a refusal is never for the body's sake.
BODIES: dict[str, dict[str, Any] | bytes] = {
    "POST /api/login": {"name": "nobody", "password": "wrong password"},
    "POST /api/logout": {},
    "POST /api/webchat/session": {},
    "POST /api/webchat/messages": {"client_id": "", "text": "您好"},
    "POST /api/webchat/attachments": a_photo(),
    "POST /api/desk/register/check": {"text": "您好"},
    "PUT /api/desk/availability": {"availability": "online"},
    "POST /api/desk/messages/MESSAGE/bot-was-wrong": {},
    "DELETE /api/desk/messages/MESSAGE/bot-was-wrong": {},
    "POST /api/desk/findings/false-alarm": {
        "episode_id": "0" * 32,
        "text": "可能明天到。",
        "rule": "R03",
        "start": 0,
        "end": 2,
    },
    "POST /api/desk/episodes/EPISODE/accept": {},
    "POST /api/desk/episodes/EPISODE/take-over": {},
    "POST /api/desk/episodes/EPISODE/release": {},
    "POST /api/desk/episodes/EPISODE/hand-back": {},
    "POST /api/desk/episodes/EPISODE/resolve": {"result": "已为客户查明物流进度。"},
    "POST /api/desk/episodes/EPISODE/replies": {
        "client_id": "",
        "text": "您好，您的订单预计明天18:00前送达，感谢您的等候。",
    },
    "POST /api/desk/episodes/EPISODE/read": {"count": 1},
    "POST /api/webchat/rating": {"episode_id": "0" * 32, "grade": 5},
    "POST /api/desk/episodes/EPISODE/transfer": {"user_id": "", "reason": "需要售后专员核实", "consented": True},
    "POST /api/desk/episodes/EPISODE/notes": {"client_id": "", "text": "客户下班后方便"},
    "POST /api/desk/episodes/EPISODE/tickets": {"category": "售后", "demand": "客户要求上门检修"},
    "POST /api/desk/tickets/TICKET/take": {},
    "POST /api/desk/tickets/TICKET/assign": {"user_id": ""},
    "POST /api/desk/tickets/TICKET/write": {"client_id": "", "text": "您好，检修将于明天10:00上门，感谢您的等候。"},
    "PATCH /api/desk/tickets/TICKET": {"version": 0, "handling": "已联系维修人员。"},
    "POST /api/desk/episodes/EPISODE/attachments": a_photo(),
    "POST /wechat/INBOX": b"<xml></xml>",
    "POST /api/admin/inboxes": {
        "channel": "wechat_oa",
        "name": "安禾电器公众号",
        "account": {"app_id": "wx00000000access00"},
        "secrets": {"token": "TokenOfAccess", "aes_key": "A" * 43, "secret": "SecretOfAccess"},
    },
    "PATCH /api/admin/inboxes/INBOX": {"version": 0, "name": "网页"},
    "POST /api/admin/inboxes/INBOX/check": {},
    "POST /api/admin/inboxes/INBOX/arrivals/again": {},
}
_ANSWER = {"answer": {"intent": "refund_status"}}
BODIES |= {
    "POST /api/studio/queues/QUEUE/next": {"skip": []},
    "POST /api/studio/examples/EXAMPLE/renew": {},
    "PUT /api/studio/annotations/ANNOTATION": {"example_id": "0" * 32, "change_id": "0" * 32, "revision": 0, **_ANSWER},
    "POST /api/studio/annotations/ANNOTATION/undo": {"change_id": "0" * 32},
    "POST /api/studio/annotations/ANNOTATION/redo": {"change_id": "0" * 32},
    "POST /api/studio/annotations/ANNOTATION/approve": {},
    "POST /api/studio/annotations/ANNOTATION/reject": {"comment": "请核对意图。"},
    "POST /api/studio/bulk/preview": {"example_ids": ["0" * 32], **_ANSWER},
    "POST /api/studio/bulk": {"change_id": "0" * 32, "example_ids": ["0" * 32], **_ANSWER},
    "POST /api/studio/bulk/CHANGE/undo": {},
    "POST /api/studio/bulk/CHANGE/redo": {},
    "PUT /api/studio/settings/me": {"blind": False, "keys": {}},
    "PUT /api/studio/adjudication/ANNOTATION": {
        "example_id": "0" * 32,
        "change_id": "0" * 32,
        "revision": 0,
        "outcome": "answer",
        "seen": {},
        **_ANSWER,
    },
}
BODIES |= {
    "POST /api/studio/export/preview": {},
    # The mark of no preview: nothing is exported, whatever waits.
    "POST /api/studio/export": {"mark": "0"},
    "POST /api/studio/import/preview": '{"text": "订单怎么还没动"}'.encode(),
    "POST /api/studio/import": '{"text": "订单怎么还没动"}'.encode(),
}
QUERIES = {"GET /api/desk/episodes/EPISODE/messages": {"before": "9"}}

# What somebody with access is told where no episode is meant.
ALLOWED = {
    "GET /": 302,
    "GET /desk.html": 200,
    "GET /studio.html": 200,
    "GET /shop.html": 200,
    "GET /widget.html": 200,
    "GET /chat.js": 200,
    "GET /favicon.svg": 200,
    "GET /assets/FILE": 404,
    "GET /health": 200,
    "GET /api/shop/demo-orders": 200,
    "GET /demo/invoices/INVOICE": 404,
    "POST /api/webchat/session": 200,
    "GET /api/webchat/messages": 200,
    "POST /api/webchat/messages": 202,
    "POST /api/webchat/attachments": 201,
    "GET /api/webchat/attachments/IMAGE": 404,
    "POST /api/webchat/rating": 404,
    "WS /ws/webchat": 101,
    # With a wrong password; that a right one opens is tested apart.
    "POST /api/login": 401,
    "GET /api/me": 200,
    "POST /api/logout": 200,
    "GET /api/desk/state": 200,
    "GET /api/desk/episodes": 200,
    "GET /api/desk/tickets": 200,
    "POST /api/desk/register/check": 200,
    "GET /api/desk/attachments/IMAGE": 404,
    "POST /api/desk/messages/MESSAGE/bot-was-wrong": 404,
    "DELETE /api/desk/messages/MESSAGE/bot-was-wrong": 404,
    "POST /api/desk/findings/false-alarm": 404,
    "PUT /api/desk/availability": 200,
    "WS /ws/desk": 101,
    "GET /wechat/INBOX": 404,
    "POST /wechat/INBOX": 404,
    "GET /api/admin/inboxes": 200,
    "POST /api/admin/inboxes": 201,
    "PATCH /api/admin/inboxes/INBOX": 404,
    "POST /api/admin/inboxes/INBOX/check": 404,
    "POST /api/admin/inboxes/INBOX/arrivals/again": 404,
}
ALLOWED |= {
    "GET /api/studio/state": 200,
    "POST /api/studio/queues/QUEUE/next": 200,
    "POST /api/studio/examples/EXAMPLE/renew": 404,
    "PUT /api/studio/annotations/ANNOTATION": 404,
    "POST /api/studio/annotations/ANNOTATION/undo": 404,
    "POST /api/studio/annotations/ANNOTATION/redo": 404,
    "POST /api/studio/annotations/ANNOTATION/approve": 404,
    "POST /api/studio/annotations/ANNOTATION/reject": 404,
    "GET /api/studio/review": 200,
    "POST /api/studio/bulk/preview": 200,
    "POST /api/studio/bulk": 200,
    "POST /api/studio/bulk/CHANGE/undo": 404,
    "POST /api/studio/bulk/CHANGE/redo": 404,
    "GET /api/studio/history": 200,
    "PUT /api/studio/settings/me": 200,
    "GET /api/studio/quality": 200,
    "GET /api/studio/quality/confusions": 200,
    "GET /api/studio/adjudication": 200,
    "PUT /api/studio/adjudication/ANNOTATION": 404,
}
ALLOWED |= {
    "POST /api/studio/export/preview": 200,
    "POST /api/studio/export": 409,
    "GET /api/studio/export.jsonl": 200,
    "GET /api/studio/export.csv": 200,
    "GET /api/studio/export.label-studio.json": 200,
    "POST /api/studio/import/preview": 200,
    "POST /api/studio/import": 200,
}
# Of the studio's routes: a trainer gets 403.
FOR_REVIEWERS = {
    "POST /api/studio/export/preview",
    "POST /api/studio/export",
    "GET /api/studio/review",
    "POST /api/studio/annotations/ANNOTATION/approve",
    "POST /api/studio/annotations/ANNOTATION/reject",
    "GET /api/studio/adjudication",
    "PUT /api/studio/adjudication/ANNOTATION",
}

KINDS = ("own", "others", "queued", "own resolved", "others' resolved", "bot")
# What is told of an episode, in the order of KINDS: 404 is not theirs to see, 403 not theirs to do, 409 not now.
_SEEN_BY_AGENT = (200, 404, 200, 200, 404, 404)
_DONE_BY_AGENT = (200, 404, 403, 409, 404, 404)
_DONE_BY_LEAD = (200, 403, 403, 409, 403, 403)
OF_EPISODES: dict[str, dict[str, tuple[int, ...]]] = {
    "GET /api/desk/episodes/EPISODE": {"agent": _SEEN_BY_AGENT, "lead": (200,) * 6},
    "GET /api/desk/episodes/EPISODE/messages": {"agent": _SEEN_BY_AGENT, "lead": (200,) * 6},
    "POST /api/desk/episodes/EPISODE/read": {"agent": _SEEN_BY_AGENT, "lead": (200,) * 6},
    # Who lost the race for a queued episode is told who won it.
    "POST /api/desk/episodes/EPISODE/accept": {
        "agent": (409, 409, 200, 409, 404, 404),
        "lead": (409, 409, 200, 409, 409, 409),
    },
    "POST /api/desk/episodes/EPISODE/take-over": {
        "agent": (403, 403, 403, 403, 403, 403),
        "lead": (200, 200, 200, 409, 409, 200),
    },
    "POST /api/desk/episodes/EPISODE/release": {"agent": _DONE_BY_AGENT, "lead": _DONE_BY_LEAD},
    "POST /api/desk/episodes/EPISODE/hand-back": {"agent": _DONE_BY_AGENT, "lead": _DONE_BY_LEAD},
    "POST /api/desk/episodes/EPISODE/resolve": {"agent": _DONE_BY_AGENT, "lead": _DONE_BY_LEAD},
    "POST /api/desk/episodes/EPISODE/replies": {
        "agent": (200, 404, 403, 403, 404, 404),
        "lead": (200, 403, 403, 403, 403, 403),
    },
    "POST /api/desk/episodes/EPISODE/transfer": {"agent": _DONE_BY_AGENT, "lead": (200, 200, 409, 409, 409, 409)},
    "POST /api/desk/episodes/EPISODE/notes": {"agent": _SEEN_BY_AGENT, "lead": (200,) * 6},
    "POST /api/desk/episodes/EPISODE/tickets": {"agent": _SEEN_BY_AGENT, "lead": (200,) * 6},
    "POST /api/desk/episodes/EPISODE/attachments": {
        "agent": (201, 404, 403, 403, 404, 404),
        "lead": (201, 403, 403, 403, 403, 403),
    },
}
# What is told of a ticket that is one's own, another's, nobody's: the list is shared, the work is not.
TICKETS = ("own", "others", "nobody's")
OF_TICKETS: dict[str, dict[str, tuple[int, ...]]] = {
    "GET /api/desk/tickets/TICKET": {"agent": (200, 200, 200), "lead": (200, 200, 200)},
    "POST /api/desk/tickets/TICKET/take": {"agent": (200, 409, 200), "lead": (200, 409, 200)},
    "POST /api/desk/tickets/TICKET/assign": {"agent": (403, 403, 403), "lead": (200, 200, 200)},
    "PATCH /api/desk/tickets/TICKET": {"agent": (200, 403, 200), "lead": (200, 200, 200)},
    "POST /api/desk/tickets/TICKET/write": {"agent": (200, 403, 200), "lead": (200, 200, 200)},
}
