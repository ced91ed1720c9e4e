"""Images in the chat window: picked, pasted, dropped, tried again where the network failed, seen large; the grade."""

import base64

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.browser import Windows
from tests.e2e.customer import Customer
from tests.e2e.people import Person
from tests.e2e.truth import Truth
from tests.support.photos import a_photo

_UPLOADS = "**/api/webchat/attachments"
_GIVE = """(field, [kind, name, body]) => {
  const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], name, { type: "image/jpeg" }));
  const options = { bubbles: true, cancelable: true };
  field.dispatchEvent(
    kind === "paste"
      ? new ClipboardEvent(kind, { ...options, clipboardData: given })
      : new DragEvent(kind, { ...options, dataTransfer: given }),
  );
}"""


def chatting(windows: Windows) -> Customer:
    """A customer whose window is ready for images: before its session is open it takes none."""
    customer = Customer.chatting(windows)
    expect(customer.window.get_by_test_id("add-image")).to_be_enabled()
    return customer


def drafts(customer: Customer) -> Locator:
    return customer.window.get_by_test_id("draft-image")


def shown(customer: Customer) -> Locator:
    """Images of the thread that have come in whole."""
    return customer.window.get_by_test_id("thread-image").locator("img")


def test_images_are_sent_with_words_and_are_still_there_after_a_reload(windows: Windows) -> None:
    customer = chatting(windows)

    customer.attach("正面.jpg", "侧面.jpg")
    expect(drafts(customer)).to_have_count(2)
    customer.say("请问这是哪一款净水器")
    expect(shown(customer)).to_have_count(2)
    expect(drafts(customer)).to_have_count(0)
    customer.page.reload()

    expect(shown(customer)).to_have_count(2)


def test_an_image_is_looked_at_by_keyboard_and_escape_leads_back_to_the_thread(windows: Windows) -> None:
    customer = chatting(windows)
    customer.attach("正面.jpg")
    customer.input.press("Enter")
    expect(customer.window.get_by_test_id("message-1")).to_be_visible()
    expect(customer.pending).to_have_count(0)
    image = customer.window.get_by_test_id("thread-image").first
    expect(shown(customer)).to_have_count(1)

    image.focus()
    image.press("Enter")
    lightbox = customer.window.get_by_test_id("lightbox")
    expect(lightbox).to_be_visible()
    customer.page.keyboard.press("Escape")

    expect(lightbox).to_have_count(0)
    expect(customer.input).to_be_visible()
    expect(image).to_be_focused()


def test_an_upload_that_failed_is_tried_again_and_the_line_waits_for_it(windows: Windows) -> None:
    customer = chatting(windows)
    customer.page.route(_UPLOADS, lambda route: route.abort())
    customer.picks("正面.jpg", "侧面.jpg")
    failed = customer.window.locator('[data-stage="failed"]')
    expect(failed).to_have_count(2)
    customer.input.fill("机身有划痕")
    expect(customer.window.get_by_test_id("widget-send")).to_be_disabled()
    customer.page.unroute(_UPLOADS)

    failed.first.get_by_test_id("draft-retry").click()
    expect(failed).to_have_count(1)
    failed.first.get_by_test_id("draft-remove").click()
    customer.window.get_by_test_id("widget-send").click()

    customer.sees("机身有划痕")
    expect(shown(customer)).to_have_count(1)


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_an_image_may_be_pasted_or_dropped(windows: Windows, way: str) -> None:
    customer = chatting(windows)

    customer.input.evaluate(_GIVE, [way, "截图.jpg", base64.b64encode(a_photo()).decode()])

    expect(customer.window.locator('[data-stage="ready"]')).to_have_count(1)


def test_a_file_that_is_no_image_is_refused_in_words(windows: Windows) -> None:
    customer = chatting(windows)
    page = {"name": "图.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}

    customer.window.get_by_test_id("image-input").set_input_files(page)  # type: ignore[arg-type]  # theirs is invariant

    expect(customer.window.locator('[data-stage="refused"]')).to_have_count(1)
    expect(customer.window.get_by_text("仅支持")).to_be_visible()
    expect(customer.window.get_by_test_id("widget-send")).to_be_disabled()


def test_a_service_is_graded_once_by_keyboard(windows: Windows, truth: Truth, lin: Person) -> None:
    lin.online()
    customer = chatting(windows)
    customer.ask("转人工，想了解保养服务", "转接人工客服")
    lin.accept(truth.episode_with("转人工，想了解保养服务")["id"])
    lin.finish_everything()
    panel = customer.window.get_by_test_id("rating")
    expect(panel).to_contain_text(lin.display_name)

    customer.window.get_by_test_id("grade-5").focus()
    customer.page.keyboard.press("ArrowDown")
    expect(customer.window.get_by_test_id("grade-4")).to_be_checked()
    customer.window.get_by_test_id("rating-reason").fill("回复很快")
    customer.window.get_by_test_id("rating-send").press("Enter")

    expect(customer.window.get_by_test_id("rating-thanks")).to_contain_text("感谢您的评价")
    expect(panel).to_have_count(0)
    customer.page.reload()
    customer.open_window()
    expect(customer.line("转人工").first).to_be_visible()
    expect(panel).to_have_count(0)
