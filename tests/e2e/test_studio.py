"""The studio: lines labelled by keyboard, never lost, never twice, and reviewed."""

from playwright.sync_api import Page, Position, Route, expect

from tests.e2e.browser import Windows
from tests.e2e.lines import QUEUE, Lines
from tests.e2e.people import Person
from tests.e2e.studio import Studio

_SAVES = "**/api/studio/annotations/**"


def test_five_lines_are_labelled_by_keyboard_alone_over_a_reload(
    windows: Windows, lines: Lines, trainer: Person
) -> None:
    texts = ("退款还没有到账", "上门的师傅几点来", "等了三天了还没有消息", "😡净水器又漏水了", "嗯嗯嗯嗯")
    right, other, feels, marked, noise = lines.add(*texts)
    studio = Studio.open(windows, trainer, QUEUE)

    studio.shows(texts[0])
    studio.press("Enter")
    studio.shows(texts[1])
    studio.press("2", "Enter")
    studio.shows(texts[2])
    expect(studio.today).to_contain_text("1.5 键/条")
    studio.press("w", "t")
    studio.is_saved()
    studio.page.reload()
    studio.shows(texts[2])
    expect(studio.emotion("anxious")).to_have_attribute("aria-pressed", "true")
    studio.press("Enter")
    studio.shows(texts[3])
    studio.press("ArrowRight", "Enter")
    expect(studio.page.get_by_test_id("span-editor")).to_be_visible()
    studio.press("8", "Enter")
    studio.shows(texts[4])
    studio.press("x")
    expect(studio.said).to_contain_text("已弃用")
    studio.has_left(texts[4])

    found = [lines.submitted(each) for each in (right, other, feels, marked, noise)]
    answers = [each["answer"] for each in found]
    assert [answer["intent"] for answer in answers[:3]] == ["refund_status", "after_sales_status", "refund_status"]
    assert (answers[2]["emotion"], answers[2]["needs_person"]) == ("anxious", True)
    # Code points: the emoji before it is one.
    assert [(span["start"], span["end"], span["entity"]) for span in answers[3]["spans"]] == [(1, 4, "product")]
    assert [each["outcome"] for each in found] == ["answer", "answer", "answer", "answer", "discard"]


def test_two_trainers_never_get_the_same_line(
    windows: Windows, lines: Lines, trainer: Person, colleague: Person
) -> None:
    first, second, third = "发票能开两张吗", "能换成红色的吗", "可以货到付款吗"
    lines.add(first, second, third)

    one = Studio.open(windows, trainer, QUEUE)
    one.shows(first)
    two = Studio.open(windows, colleague, QUEUE)
    two.shows(second)
    one.press("Enter")
    one.shows(third)
    two.press("Enter")

    two.has_left(second)
    two.has_left(first)
    two.has_left(third)
    one.press("Enter")


def test_a_line_that_has_gone_to_a_colleague_is_told_calmly(
    windows: Windows, lines: Lines, trainer: Person, colleague: Person
) -> None:
    text = "安装费是多少"
    [example] = lines.add(text)
    one = Studio.open(windows, trainer, QUEUE)
    one.shows(text)

    lines.end_leases()
    two = Studio.open(windows, colleague, QUEUE)
    two.shows(text)
    two.press("Enter")
    expect(two.said).to_contain_text("已标注")
    one.press("e")

    expect(one.no_item).to_contain_text("不再由您标注")
    one.page.get_by_role("button", name="标注下一条").click()
    one.has_left(text)
    kept = lines.annotation(example)
    assert kept
    assert kept["annotator_id"] == colleague.user["id"]


def test_a_rejected_answer_comes_back_with_the_reason(
    windows: Windows, lines: Lines, trainer: Person, reviewer: Person
) -> None:
    text, reason = "我的退款怎么还不到", "客户在催促，情绪应为焦急。"
    [example] = lines.add(text)
    studio = Studio.open(windows, trainer, QUEUE)
    studio.shows(text)
    studio.press("Enter")
    expect(studio.said).to_contain_text("已标注")

    review = Studio.open(windows, reviewer, "to_review")
    review.look_for(text)
    review.press("r")
    review.page.get_by_role("button", name="驳回", exact=True).click()
    expect(review.page.get_by_role("alert").filter(has_text="请填写驳回原因")).to_be_visible()
    review.page.get_by_test_id("reject-reason").fill(reason)
    review.page.get_by_role("button", name="驳回", exact=True).click()
    expect(review.said).to_contain_text("已驳回")

    studio.page.get_by_test_id("queue-returned").click()
    studio.shows(text)
    expect(studio.page.get_by_test_id("returned")).to_contain_text(reason)
    studio.press("w", "Enter")
    studio.has_left(text)
    lines.submitted(example)
    again = Studio.open(windows, reviewer, "to_review")
    again.look_for(text)
    again.press("a")
    expect(again.said).to_contain_text("已通过")

    kept = lines.annotation(example)
    assert kept
    assert (kept["status"], kept["answer"]["emotion"]) == ("approved", "anxious")


def test_changes_that_cannot_be_sent_outlast_a_reload(windows: Windows, lines: Lines, trainer: Person) -> None:
    text = "赠品没有收到"
    [example] = lines.add(text)
    studio = Studio.open(windows, trainer, QUEUE)
    studio.shows(text)

    studio.page.route(_SAVES, _cut)
    studio.press("e", "3")
    expect(studio.save_state).to_have_text("网络已断开，1 项待保存")
    expect(studio.offline_banner).to_contain_text("1 项待保存")
    studio.page.reload()
    expect(studio.offline_banner).to_contain_text("1 项待保存")
    assert lines.annotation(example) is None
    studio.page.unroute(_SAVES)

    studio.is_saved()
    expect(studio.offline_banner).to_have_count(0)
    kept = lines.annotation(example)
    assert kept
    assert (kept["answer"]["intent"], kept["answer"]["emotion"], kept["revision"]) == ("urge", "angry", 2)
    studio.page.reload()
    studio.shows(text)
    expect(studio.emotion("angry")).to_have_attribute("aria-pressed", "true")
    studio.press("x")


def test_everything_can_be_taken_back(windows: Windows, lines: Lines, trainer: Person) -> None:
    first, second = "运费谁来承担", "保修期是多久"
    [example, _] = lines.add(first, second)
    studio = Studio.open(windows, trainer, QUEUE)
    studio.shows(first)

    studio.press("2", "Enter")
    studio.shows(second)
    studio.press("z")
    studio.shows(first)
    expect(studio.intent("after_sales_status")).to_have_attribute("aria-pressed", "true")
    studio.press("z")
    expect(studio.intent("refund_status")).to_have_attribute("aria-pressed", "true")
    studio.press("Shift+Z", "Shift+Z")
    studio.shows(second)
    studio.is_saved()
    # The page has forgotten its steps; the service has not.
    studio.page.reload()
    studio.shows(second)
    studio.press("z")
    studio.shows(first)

    kept = lines.annotation(example)
    assert kept
    assert (kept["status"], kept["answer"]["intent"]) == ("draft", "after_sales_status")
    studio.press("x")
    studio.shows(second)
    studio.press("x")


def test_lines_alike_are_labelled_together_and_taken_back(windows: Windows, lines: Lines, trainer: Person) -> None:
    texts = ("师傅什么时候上门？", "师傅什么时候上门", "师傅什么时候上门！！", "师傅，什么时候上门")
    [here, *alike] = lines.add(*texts)
    studio = Studio.open(windows, trainer, QUEUE)
    studio.shows(texts[0])

    studio.press("2", "g")
    rows = studio.page.get_by_test_id("looked").get_by_role("checkbox")
    expect(rows).to_have_count(3)
    rows.first.uncheck()
    studio.page.get_by_role("button", name="一起标注 2 条", exact=True).click()
    expect(studio.said).to_contain_text("已一起标注 2 条")
    taken = [each for each in alike if lines.annotation(each)]
    assert len(taken) == 2
    assert lines.annotation(here)
    studio.press("z")
    expect(studio.page.get_by_text("已撤销 2 条的一起标注")).to_be_visible()

    assert [(lines.annotation(each) or {})["status"] for each in taken] == ["draft", "draft"]
    studio.shows(texts[0])


def test_a_word_is_marked_with_the_mouse_and_overlaps_are_refused(
    windows: Windows, lines: Lines, trainer: Person
) -> None:
    text = "refund of AB12 please"
    [example] = lines.add(text)
    studio = Studio.open(windows, trainer, QUEUE)
    studio.shows(text)

    studio.sentence.get_by_text(text).dblclick(position=_at(studio.page, 11))
    editor = studio.page.get_by_role("dialog", name="片段“AB12”")
    editor.get_by_role("button", name="订单号").click()
    expect(studio.page.get_by_test_id("span")).to_have_text("AB12")
    studio.page.get_by_test_id("span").click()
    editor.get_by_label("规范值").fill("AB-0012")
    studio.press("Enter")
    studio.is_saved()
    studio.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
    expect(studio.page.get_by_text("所选文字与已有片段重叠")).to_be_visible()

    kept = lines.annotation(example)
    assert kept
    assert kept["answer"]["spans"] == [{"start": 10, "end": 14, "entity": "order_number", "value": "AB-0012"}]
    studio.press("Escape", "x")


def _cut(route: Route) -> None:
    route.abort("internetdisconnected")


def _at(page: Page, place: int) -> Position:
    """The middle of this character of the first stretch of the sentence, within that stretch."""
    middle = """place => {
        const stretch = document.querySelector("[data-start]");
        const range = document.createRange();
        range.setStart(stretch.firstChild, place);
        range.setEnd(stretch.firstChild, place + 1);
        const [around, letter] = [stretch.getBoundingClientRect(), range.getBoundingClientRect()];
        return { x: letter.x + letter.width / 2 - around.x, y: letter.y + letter.height / 2 - around.y };
    }"""
    found: Position = page.evaluate(middle, place)
    return found
