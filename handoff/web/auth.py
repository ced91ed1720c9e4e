"""Signing in and out."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.agent import Availability, User
from handoff.domain.text import clean
from handoff.services.account_port import Login
from handoff.web.access import COOKIE, session_token
from handoff.web.limits import SIGN_IN, SIGN_INS
from handoff.web.schemas import SignIn, body
from handoff.web.state import services

auth = Blueprint("auth", url_prefix="/api")


@auth.post("/login", ctx_access="public")
async def sign_in(request: Request[Any, Any]) -> HTTPResponse:
    given = body(request, SignIn)
    name = clean(given.name)
    # Counted for the name and for the address, each alone: neither many addresses guessing one name get further, nor
    # one address guessing many.
    await request.app.ctx.limits.hit(SIGN_IN, "sign-in-name", name)
    await request.app.ctx.limits.hit(SIGN_INS, "sign-in-address", request.client_ip)
    token, login = await services(request).accounts.sign_in(name, given.password)
    response = json(_view(login))
    response.add_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="Strict",
        secure=request.app.ctx.settings.base_url.startswith("https:"),
    )
    return response


@auth.get("/me", ctx_access="login")
async def me(request: Request[Any, Any]) -> HTTPResponse:
    return json(_view(request.ctx.login))


@auth.post("/logout", ctx_access="login")
async def sign_out(request: Request[Any, Any]) -> HTTPResponse:
    """Signing out is going offline: nobody is handed to an empty chair."""
    user = request.ctx.login.user
    if user.works_at_desk:
        await services(request).presence.set_availability(user, Availability.OFFLINE, None)
    await services(request).accounts.sign_out(session_token(request))
    request.app.ctx.hub.wake_user(user.id)
    response = json({})
    response.delete_cookie(COOKIE)
    return response


def user_view(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "name": user.name,
        "display_name": user.display_name,
        "number": user.number,
        "role": user.role.value,
        "availability": user.availability.value,
        "capacity": user.capacity,
    }


def _view(login: Login) -> dict[str, object]:
    return {"user": user_view(login.user), "csrf": login.csrf}
