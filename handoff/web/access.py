"""Who may call what: every route names its access, and the check runs before any handler (promise 6)."""

import hmac
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from sanic import HTTPResponse, Request, Sanic

from handoff.domain.agent import Role, User
from handoff.domain.errors import Forbidden, NotSignedIn
from handoff.domain.studio.queues import works_in_studio
from handoff.services.account_port import Login
from handoff.web.state import services

COOKIE = "heyan_session"
VISITOR_TOKEN_LASTS_SECONDS = 365 * 24 * 3600
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# public: anyone · visitor: a signed visitor token · login: any login · desk: a login that works at the desk
# studio: a login that labels or reviews · admin: a login that answers for the installation
ACCESS = frozenset({"public", "visitor", "login", "desk", "studio", "admin"})
_SIGNED_IN = frozenset({"login", "desk", "studio", "admin"})


class VisitorTokens:
    """Signed, so that a visitor id cannot be made up; it names nobody and opens only its own thread."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="visitor")

    def issue(self, visitor_id: str) -> str:
        return str(self._serializer.dumps(visitor_id))

    def read(self, token: str) -> str:
        try:
            return str(self._serializer.loads(_ascii(token), max_age=VISITOR_TOKEN_LASTS_SECONDS))
        except BadData as error:
            raise NotSignedIn("会话凭证已失效，请刷新页面。") from error


def add_access(app: Sanic[Any, Any]) -> None:
    """Refuse to start with a route that names no access; check origin, login and CSRF token on every request."""

    @app.before_server_start
    async def every_route_says_its_access(app: Sanic[Any, Any]) -> None:
        for route in app.router.routes:
            if access_of(route) not in ACCESS:
                raise RuntimeError(f"route {route.path} names no access")

    @app.on_request
    async def check(request: Request[Any, Any]) -> HTTPResponse | None:
        if request.route is None:
            return None
        _same_origin(request)
        access = access_of(request.route)
        if access == "visitor":
            request.ctx.visitor_id = app.ctx.visitor_tokens.read(request.token or "")
        if access in _SIGNED_IN:
            await _signed_in(request, access)
        return None


def access_of(route: Any) -> str | None:
    # Sanic marks its static routes itself; they serve the built, public files.
    return "public" if route.extra.static else getattr(route.ctx, "access", None)


def user_of(request: Request[Any, Any]) -> User:
    login: Login = request.ctx.login
    return login.user


async def _signed_in(request: Request[Any, Any], access: str) -> None:
    token = session_token(request)
    if not token:
        raise NotSignedIn("请先登录。")
    login = await services(request).accounts.login_of(token)
    if access == "desk":
        works_at_desk(login)
    if access == "studio" and not works_in_studio(login.user):
        raise Forbidden("您的账号没有训练工作台的权限，如需使用，请联系系统管理员。")
    if access == "admin" and login.user.role is not Role.ADMIN:
        raise Forbidden("此功能仅供系统管理员使用。")
    given = request.headers.get("x-csrf-token") or ""
    if request.method not in _SAFE_METHODS and not hmac.compare_digest(_ascii(given), login.csrf.encode()):
        raise Forbidden("页面已过期，请刷新后重试。")
    request.ctx.login = login


def session_token(request: Request[Any, Any]) -> str:
    """Empty where there is none."""
    return _ascii(request.cookies.get(COOKIE) or "").decode()


def works_at_desk(login: Login) -> User:
    """The desk's user; an open socket asks again on every push, for roles change."""
    if not login.user.works_at_desk:
        raise Forbidden("您的账号没有坐席工作台的权限。")
    return login.user


def _same_origin(request: Request[Any, Any]) -> None:
    """Browsers name the calling page on every unsafe request and WebSocket; another site's page is refused."""
    origin = request.headers.get("origin")
    if origin is not None and _host_of(origin) != request.host:
        raise Forbidden("不允许从其他网站调用。")


def _host_of(origin: str) -> str | None:
    try:
        # Empty for "null", which sandboxed and local pages send: they belong to no site, so not to ours.
        return urlsplit(origin).netloc or None
    except ValueError:
        return None


def _ascii(given: str) -> bytes:
    """Our tokens are ASCII; what cannot be one must read as a wrong one, not as a fault."""
    return given.encode("ascii", "replace")
