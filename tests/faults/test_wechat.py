"""WeChat's customers while processes die: every line held once, every answer there, none of ours twice."""

import threading
from collections.abc import Iterator

import pytest

from tests.faults.live import flush_redis
from tests.faults.store import Store
from tests.faults.wechat import AFTER_A_LEASE, Customer, Wechat, wechat_around
from tests.support.photos import a_photo
from tests.support.processes import wait_for
from tests.support.product import Product

QUESTION, ANOTHER = "怎么清洗加湿器？", "冰箱需要手动除霜吗？"


@pytest.fixture(scope="module")
def around(running: Product, store: Store) -> Iterator[Wechat]:
    with wechat_around(running, store) as wechat:
        yield wechat


@pytest.fixture
def wechat(product: Product, around: Wechat) -> Iterator[Wechat]:
    yield around
    around.there.do(around.platform.behaves)


def test_web_killed_right_after_the_acknowledgement(product: Product, wechat: Wechat) -> None:
    lan = wechat.follower("lan")

    pushed = wechat.writes(lan, QUESTION)
    product.kill("web")

    assert pushed
    assert pushed.answer == b"success"
    wechat.waits_for(lan, 1)
    product.wait_answering("web")
    assert wechat.pushes_again(lan).answer == b"success"
    ours = wechat.all_agree(lan, [QUESTION])
    assert {line["state"] for line in ours} == {"sent"}


def test_web_killed_before_the_commit_has_taken_nothing(product: Product, store: Store, wechat: Wechat) -> None:
    """The platform's tries meet no answer; the one that comes through is the first that is kept."""
    mei = wechat.follower("mei")
    pushed = []
    pushing = threading.Thread(target=lambda: pushed.append(wechat.writes(mei, QUESTION)))
    with store.nobody_else_writes():
        pushing.start()
        # It has read what came before what it answers.
        product.wait_answering("web")
        product.kill("web")
        pushing.join(60)
        assert [each and each.is_taken for each in pushed] == [False]
        assert wechat.messages(mei) == []
    product.wait_answering("web")

    answers = [wechat.pushes_again(mei).answer for _ in range(2)]

    assert answers == [b"success", b"success"]
    wechat.waits_for(mei, 1)
    wechat.all_agree(mei, [QUESTION])


def test_a_bell_that_nobody_heard_is_made_good_by_the_next(product: Product, wechat: Wechat) -> None:
    yu = wechat.caller("yu")
    product.kill("web")
    wechat.writes(yu, QUESTION)
    product.wait_answering("web")
    assert wechat.messages(yu) == []

    wechat.writes(yu, ANOTHER)

    wechat.waits_for(yu, 2)
    ours = wechat.all_agree(yu, [QUESTION, ANOTHER])
    assert {line["answers_seq"] for line in ours} >= {1, 2}


def test_a_worker_killed_while_it_fetches_what_customers_sent(product: Product, wechat: Wechat) -> None:
    """A file of the one, a page of the other; somebody else is served meanwhile."""
    lan, yu, jin = wechat.follower("lan2"), wechat.caller("yu2"), wechat.follower("jin")
    file, page = wechat.holds("media/get"), wechat.holds("kf/sync_msg")
    wechat.there.run(lan.sends_image(a_photo()))
    wechat.writes(yu, QUESTION)
    wechat.waits_at(file)
    wechat.waits_at(page)

    product.kill("worker")
    wechat.releases(file, page)
    wechat.writes(jin, QUESTION)

    wechat.waits_for(jin, 1)
    assert [wechat.messages(each) for each in (lan, yu)] == [[], []]
    wechat.waits_for(lan, 1, AFTER_A_LEASE)
    wechat.waits_for(yu, 1, AFTER_A_LEASE)
    wechat.all_agree(lan, [""])
    wechat.all_agree(yu, [QUESTION])
    wechat.all_agree(jin, [QUESTION])
    [photo] = [line for line in wechat.messages(lan) if line["sender"] == "contact"]
    assert wechat.store.value("SELECT count(*) FROM attachments WHERE message_id = ?", photo["id"]) == 1


def test_a_worker_killed_in_the_middle_of_sends(product: Product, store: Store, wechat: Wechat) -> None:
    """Of both platforms one send that is done after the death, and one that never is.

    An Official Account cannot be asked whether a line arrived, so neither is sent again; 微信客服 knows our ids.
    """
    followers, callers = [wechat.follower(name) for name in ("hua", "lei")], [wechat.caller(n) for n in ("wu", "min")]
    everyone: list[Customer] = [*followers, *callers]
    sends = ("message/custom/send", "kf/send_msg")
    with store.nothing_goes_out():
        for customer in everyone:
            wechat.writes(customer, QUESTION)
        for customer in everyone:
            wechat.waits_for_state(customer, "pending")
        before = [wechat.platform.count(each) for each in sends]
        holds = [wechat.holds(each) for each in sends]
        for each in sends:
            wechat.hangs(each)
    for hold in holds:
        wechat.waits_at(hold)
    # What hangs is counted as it comes, what is held once it is done.
    wait_for(
        lambda: [wechat.platform.count(each) for each in sends] == [count + 1 for count in before],
        30,
        "a send of each platform that hangs",
    )

    product.kill("worker")
    wechat.releases(*holds)

    for customer in everyone:
        wechat.waits_for_state(customer, "sent", "unknown", within=AFTER_A_LEASE)
    assert sorted(len(wechat.heard(each)) for each in followers) == [0, 1]
    assert [wechat.states(each) for each in followers] == [{"unknown"}, {"unknown"}]
    assert [len(wechat.heard(each)) for each in callers] == [1, 1]
    assert [wechat.states(each) for each in callers] == [{"sent"}, {"sent"}]
    heard = {customer.name: len(wechat.heard(customer)) for customer in everyone}
    for customer in everyone:
        wechat.writes(customer, ANOTHER)
    for customer in everyone:
        wechat.waits_for(customer, heard[customer.name] + 1)
        wechat.all_agree(customer, [QUESTION, ANOTHER])


def test_redis_flushed_and_killed_under_customers_of_both_platforms(product: Product, wechat: Wechat) -> None:
    bo, qi = wechat.follower("bo"), wechat.caller("qi")
    flush_redis(product)
    wechat.writes(bo, QUESTION)
    wechat.writes(qi, QUESTION)
    flush_redis(product)
    wechat.waits_for(bo, 1)
    dead = product.kill("redis")
    wechat.writes(bo, ANOTHER)
    wechat.writes(qi, ANOTHER)
    product.wait_restarted("redis", dead)

    wechat.waits_for(bo, 2)
    wechat.waits_for(qi, 2)
    ours = wechat.all_agree(bo, [QUESTION, ANOTHER]) + wechat.all_agree(qi, [QUESTION, ANOTHER])
    assert {line["state"] for line in ours} == {"sent"}
