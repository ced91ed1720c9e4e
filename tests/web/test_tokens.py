"""Passwords, sessions and visitor tokens: how they are kept, when they stop working, and where they never appear."""

import hashlib
import time
import uuid

import httpx
import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select, update

from handoff.adapters.sql.schema import logins, users
from handoff.domain.agent import Role
from handoff.web.access import COOKIE, VISITOR_TOKEN_LASTS_SECONDS, VisitorTokens
from tests.web.house import House
from tests.web.office import Office


def _signed(secret: str, *, salt: str = "visitor", age: int = 0) -> str:
    """A visitor token as somebody might make it, `age` seconds old."""
    serializer = URLSafeTimedSerializer(secret, salt=salt)
    signer = serializer.make_signer(serializer.salt)
    signer.get_timestamp = lambda: int(time.time()) - age  # type: ignore[attr-defined]  # the one way to an old token
    return signer.sign(serializer.dump_payload("v" * 32)).decode()


def _bad_tokens(house: House) -> dict[str, str]:
    secret = house.settings.secret_key.get_secret_value()
    good = VisitorTokens(secret).issue("v" * 32)
    return {
        "none": "",
        "tampered payload": "A" + good[1:],
        # Not its last letter, some of whose bits mean nothing.
        "tampered signature": good[:-10] + ("A" if good[-10] != "A" else "B") + good[-9:],
        "a foreign secret": _signed("another secret"),
        "another purpose": _signed(secret, salt="session"),
        "expired": _signed(secret, age=VISITOR_TOKEN_LASTS_SECONDS + 60),
        "only the id": "v" * 32,
        "not ASCII": "令牌",
    }


async def test_only_a_token_of_ours_that_has_not_expired_opens_a_thread(office: Office, house: House) -> None:
    nobody = await office.nobody()
    secret = house.settings.secret_key.get_secret_value()
    fresh = _signed(secret, age=VISITOR_TOKEN_LASTS_SECONDS - 60)

    found = {}
    for name, token in _bad_tokens(house).items():
        headers = httpx.Headers({"Authorization": f"Bearer {token}".strip()}, "utf-8")
        answer = await nobody.http.get("/api/webchat/messages", headers=headers)
        found[name] = (answer.status_code, answer.json()["code"])
    good = await nobody.get("/api/webchat/messages", headers={"Authorization": f"Bearer {fresh}"})

    assert found == dict.fromkeys(_bad_tokens(house), (401, "not_signed_in"))
    assert good.status_code == 200


async def test_a_socket_with_a_bad_token_is_told_so_and_closed(office: Office, house: House) -> None:
    tokens: list[object] = [*_bad_tokens(house).values(), None, 7, {}, "\ud83d"]
    for token in tokens:
        wire = await office.dial("/ws/webchat")
        await wire.hello(visitor_token=token, after=0)

        assert wire.ready == {"type": "error", "code": "not_signed_in"}
        assert await wire.closed() == 4401


async def test_a_session_with_a_bad_token_begins_a_new_visitor(office: Office, house: House) -> None:
    nobody = await office.nobody()
    known: set[str] = set()
    for token in [*_bad_tokens(house).values(), None]:
        session = (await nobody.post("/api/webchat/session", {"visitor_token": token})).json()
        assert session["messages"] == []
        known |= {session["visitor_token"], session["conversation_id"]}

    assert len(known) == 2 * (len(_bad_tokens(house)) + 1)


async def test_a_session_with_its_token_finds_its_thread_again(office: Office) -> None:
    visitor, nobody = await office.visitor(), await office.nobody()
    await visitor.say("您好，我想咨询订单")
    await office.work()

    session = (await nobody.post("/api/webchat/session", {"visitor_token": visitor.token})).json()

    assert session["visitor_token"] == visitor.token
    assert session["conversation_id"] == visitor.conversation_id
    assert session["messages"] == await visitor.lines()
    assert session["config"].keys() == {"service_name", "enterprise", "reply_minutes", "suggestions"}
    assert session["state"]["status"] == "bot"


async def test_signing_in_gives_a_cookie_that_scripts_cannot_read(office: Office) -> None:
    person, browser = await office.person(), await office.nobody()

    answer = await browser.post("/api/login", {"name": person.user.name, "password": person.password})

    assert answer.status_code == 200
    assert answer.json()["user"]["name"] == person.user.name
    cookie = answer.headers["set-cookie"]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= flags
    # The house is on plain HTTP; a browser would not send a Secure cookie back.
    assert "secure" not in flags
    assert answer.json()["csrf"] not in cookie
    assert (await browser.get("/api/me")).json() == answer.json()


async def test_signing_out_ends_the_login_and_the_cookie(office: Office) -> None:
    person, browser = await office.person(), await office.nobody()
    signed_in = await browser.post("/api/login", {"name": person.user.name, "password": person.password})
    token = browser.http.cookies[COOKIE]

    answer = await browser.post("/api/logout", headers={"X-CSRF-Token": signed_in.json()["csrf"]})

    assert answer.status_code == 200
    assert COOKIE not in browser.http.cookies
    assert (await browser.get("/api/me", headers={"Cookie": f"{COOKIE}={token}"})).status_code == 401
    # The login of another browser is another one.
    assert (await person.get("/api/me")).status_code == 200


async def test_a_wrong_name_and_a_wrong_password_look_alike(office: Office) -> None:
    person, nobody = await office.person(), await office.nobody()

    wrong_name = await nobody.post("/api/login", {"name": f"no-{uuid.uuid4().hex}", "password": person.password})
    wrong_password = await nobody.post("/api/login", {"name": person.user.name, "password": "wrong password"})

    assert wrong_name.status_code == wrong_password.status_code == 401
    assert wrong_name.json() == wrong_password.json()
    assert "set-cookie" not in wrong_password.headers


async def test_guessing_one_name_is_stopped_even_with_the_right_password(office: Office) -> None:
    person, other, nobody = await office.person(), await office.person(), await office.nobody()
    guesses = [{"name": f" {person.user.name}", "password": f"guess {n}"} for n in range(10)]
    statuses = [(await nobody.post("/api/login", guess)).status_code for guess in guesses]

    stopped = await nobody.post("/api/login", {"name": person.user.name, "password": person.password})
    unharmed = await nobody.post("/api/login", {"name": other.user.name, "password": other.password})

    assert statuses == [401] * 10
    assert (stopped.status_code, stopped.json()["code"]) == (429, "too_many_requests")
    assert unharmed.status_code == 200


async def test_sending_in_a_burst_is_stopped_per_visitor(office: Office) -> None:
    hasty, calm = await office.visitor(), await office.visitor()
    sent = [{"client_id": uuid.uuid4().hex, "text": ""} for _ in range(41)]

    statuses = [(await hasty.post("/api/webchat/messages", body)).status_code for body in sent]

    assert statuses == [400] * 40 + [429]
    await calm.say("您好")


@pytest.mark.parametrize("how", ["expired", "deleted user's"])
async def test_a_login_that_is_over_opens_nothing(office: Office, how: str) -> None:
    person = await office.person()
    async with office.accounts.engine.begin() as connection:
        if how == "expired":
            login = await connection.execute(select(logins).where(logins.c.user_id == person.user.id))
            past = login.mappings().one()["expires_at"].replace(year=2020)
            await connection.execute(update(logins).where(logins.c.user_id == person.user.id).values(expires_at=past))
        else:
            await connection.execute(update(logins).where(logins.c.user_id == person.user.id).values(user_id="gone"))

    assert (await person.get("/api/me")).status_code == 401


@pytest.mark.parametrize("token", ["wrong", "", "令牌", "a" * 5000])
async def test_a_made_up_cookie_opens_nothing(office: Office, token: str) -> None:
    nobody = await office.nobody()

    answer = await nobody.get("/api/me", headers=httpx.Headers({"Cookie": f"{COOKIE}={token}"}, "utf-8"))

    assert answer.status_code == 401


async def test_what_is_kept_opens_nothing(office: Office) -> None:
    """Whoever reads the database finds neither a password nor a token."""
    person = await office.person(Role.ADMIN)
    async with office.accounts.engine.connect() as connection:
        user = (await connection.execute(select(users).where(users.c.id == person.user.id))).mappings().one()
        login = (await connection.execute(select(logins).where(logins.c.user_id == person.user.id))).mappings().one()

    assert user["password_hash"].startswith("$argon2id$")
    assert person.password not in user["password_hash"]
    assert login["token_hash"] == hashlib.sha256(person.token.encode()).hexdigest()
    assert person.token not in str(dict(login))


async def test_the_log_names_no_secret_and_no_line_of_a_customer(office: Office, house: House) -> None:
    person, visitor, nobody = await office.person(), await office.visitor(), await office.nobody()
    line = f"我的电话是{uuid.uuid4().hex}"
    await nobody.post("/api/login", {"name": person.user.name, "password": person.password})
    await nobody.post("/api/login", {"name": person.user.name, "password": f"wrong-{person.password}"})
    await visitor.say(line)
    await (await office.widget(visitor)).close()
    await (await office.desk(person)).close()
    await person.post("/api/desk/register/check", {"text": line})

    log = house.log()

    secrets = [person.password, person.token, person.csrf, visitor.token, line]
    secrets.append(house.settings.secret_key.get_secret_value())
    assert [secret for secret in secrets if secret in log] == []
