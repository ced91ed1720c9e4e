"""What an agent tells the studio with one click each: the bot was wrong, and the register cried wolf."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.desk import Desk
from tests.e2e.people import Person
from tests.e2e.truth import Truth
from tests.support.processes import wait_for

_ASKED = "你们的净水器支持以旧换新补贴吗"
# The worker looks every two seconds.
_GATHERED_S = 20.0


@pytest.fixture(autouse=True)
def nothing_left_in_the_queue(truth: Truth) -> Iterator[None]:
    """Other tests take the queue of false alarms for their own."""
    yield
    with closing(sqlite3.connect(truth.var_dir / "heyan.db", timeout=20)) as store, store:
        told = "select contact_message_id from false_alarms"
        store.execute(f"update examples set false_alarm = 0 where message_id in ({told})")
        # Or they would be marked again the next time something happens to their episode.
        store.execute("delete from false_alarms")


def serve(windows: Windows, truth: Truth, lin: Person) -> tuple[Desk, str]:
    """A customer whom the bot has answered, and who is now an agent's."""
    desk = Desk.open(windows, lin)
    desk.go_online()
    customer = Customer.chatting(windows)
    customer.ask(_ASKED, "")
    customer.ask("转人工", "转接人工客服")
    episode = truth.episode_with(_ASKED)
    desk.accept(episode["id"])
    return desk, str(episode["id"])


def bots_answer(desk: Desk) -> Locator:
    """The first line of the bot's after what was asked."""
    return desk.thread.locator(".msg.bot").first


def test_the_bot_was_wrong_is_said_and_taken_back_by_keyboard(windows: Windows, truth: Truth, lin: Person) -> None:
    desk, episode_id = serve(windows, truth, lin)
    wrong = bots_answer(desk).get_by_role("button", name="机器人答错了")

    wrong.focus()
    expect(wrong).to_have_css("opacity", "1")
    wrong.press("Enter")
    expect(wrong).to_have_attribute("aria-pressed", "true")
    answer = "您的净水器支持以旧换新，补贴金额为旧机价值的10%，下单时自动抵扣。"
    desk.reply(answer)

    found = wait_for(lambda: truth.example(episode_id, corrected=1, correction=answer), _GATHERED_S, "the correction")
    assert found["text"] == _ASKED

    # It is there again for whoever opens the thread anew.
    desk.page.reload()
    desk.look_at(episode_id, "mine")
    again = bots_answer(desk).get_by_role("button", name="机器人答错了")
    expect(again).to_have_attribute("aria-pressed", "true")
    again.press("Space")
    expect(again).to_have_attribute("aria-pressed", "false")
    wait_for(lambda: truth.example(episode_id, corrected=0, correction=None, text=_ASKED), _GATHERED_S, "the way back")


def test_a_false_alarm_is_told_while_writing_and_of_a_line_that_was_sent(
    windows: Windows, truth: Truth, lin: Person
) -> None:
    desk, episode_id = serve(windows, truth, lin)
    line = "好的好的，补贴金额为旧机价值的10%。"

    desk.reply_input.fill(line)
    warned = desk.findings.filter(has_text="好的好的")
    warned.get_by_role("button", name="误报").press("Enter")
    expect(warned.get_by_test_id("false-alarm-told")).to_have_text("已反馈误报")
    # What goes on being written does not ask again.
    desk.reply_input.fill(line + "感谢您的等候。")
    expect(warned.get_by_test_id("false-alarm-told")).to_be_visible()
    desk.reply_input.press("Enter")
    sent = desk.line("感谢您的等候")
    expect(sent).to_be_visible()
    sent.get_by_role("button", name="用语提示").click()
    sent.get_by_role("button", name="误报").click()
    expect(sent.get_by_test_id("false-alarm-told")).to_be_visible()

    written, spoken = truth.false_alarms(episode_id)
    assert (written["rule"], written["text"], written["message_id"]) == ("R02", line, None)
    assert written["text"][written["start"] : written["end"]] == "好的好的"
    assert (spoken["text"], spoken["message_id"]) == (line + "感谢您的等候。", truth.agent_lines(episode_id)[-1]["id"])
    assert wait_for(lambda: truth.example(episode_id, false_alarm=1), _GATHERED_S, "the mark in the studio")
