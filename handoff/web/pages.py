"""The built pages, and the demo shop's list of orders to try."""

import json as json_text
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import file, html, json, redirect

from handoff.domain.errors import NotFound
from handoff.web.state import system

_INVOICE = Template(Path(__file__).with_name("demo_invoice.html").read_text(encoding="utf-8"))
_PRINTED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
STATIC = Path(__file__).with_name("static")

pages = Blueprint("pages")

_OWN = (
    "default-src 'self'; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "base-uri 'none'; form-action 'self'"
)
# The widget exists to be framed by the enterprise's pages; desk and studio must never be.
_POLICY = {
    "desk.html": f"{_OWN}; frame-ancestors 'none'",
    "studio.html": f"{_OWN}; frame-ancestors 'none'",
    "shop.html": f"{_OWN}; frame-ancestors 'none'",
    "widget.html": _OWN,
}


@pages.get("/", ctx_access="public")
async def home(_request: Request[Any, Any]) -> HTTPResponse:
    return redirect("/shop.html")


@pages.get("/desk.html", name="desk", ctx_access="public")
@pages.get("/studio.html", name="studio", ctx_access="public")
@pages.get("/shop.html", name="shop", ctx_access="public")
@pages.get("/widget.html", name="widget", ctx_access="public")
async def page(request: Request[Any, Any]) -> HTTPResponse:
    name = request.path.removeprefix("/")
    headers = {"Content-Security-Policy": _POLICY[name], "Cache-Control": "no-cache"}
    return await file(_built(name), headers=headers)


@pages.get("/chat.js", ctx_access="public")
async def loader(_request: Request[Any, Any]) -> HTTPResponse:
    return await file(_built("chat.js"), mime_type="text/javascript", headers={"Cache-Control": "no-cache"})


@pages.get("/favicon.svg", ctx_access="public")
async def icon(_request: Request[Any, Any]) -> HTTPResponse:
    return await file(_built("favicon.svg"), mime_type="image/svg+xml")


@pages.get("/health", ctx_access="public")
async def health(request: Request[Any, Any]) -> HTTPResponse:
    """Ready means that the database answers."""
    await system(request).feed.position()
    return json({"status": "ok"})


@pages.get("/api/shop/demo-orders", ctx_access="public")
async def demo_orders(request: Request[Any, Any]) -> HTTPResponse:
    """Orders a visitor of the demo shop may ask about; empty where no demo shop was loaded."""
    return json(_orders(request.app.ctx.settings.var_dir / "demo-orders.json"))


@pages.get("/demo/invoices/<invoice_name:str>", ctx_access="public")
async def demo_invoice(request: Request[Any, Any], invoice_name: str) -> HTTPResponse:
    """An invoice of the demo shop to look at and print; whoever has the link from the chat has its token."""
    path = request.app.ctx.settings.var_dir / "demo-invoices.json"
    invoices = json_text.loads(path.read_text("utf-8")) if path.exists() else {}
    if invoice_name not in invoices:
        raise NotFound("未找到该发票，请在对话中重新获取下载链接。")
    shown = {key: escape(str(value or "—")) for key, value in invoices[invoice_name].items()}
    return html(_INVOICE.substitute(shown), headers={"Content-Security-Policy": _PRINTED, "Cache-Control": "no-store"})


def _built(name: str) -> Path:
    path = STATIC / name
    if not path.exists():
        raise NotFound("页面尚未构建，请先运行 make setup。")
    return path


def _orders(path: Path) -> Any:
    return json_text.loads(path.read_text("utf-8")) if path.exists() else []


def add_assets(app: Sanic[Any, Any]) -> None:
    """File names carry their content's hash, so browsers may keep them for good."""
    (STATIC / "assets").mkdir(parents=True, exist_ok=True)
    app.static("/assets", STATIC / "assets", name="assets")
