"""The studio's page: for whom it is, with whose keys, on which screen; it stands in nobody's way."""

from playwright.sync_api import expect

from tests.e2e.axe import ANY, is_open_to_all
from tests.e2e.browser import Windows
from tests.e2e.lines import QUEUE, Lines
from tests.e2e.people import Person
from tests.e2e.studio import Studio
from tests.support.product import Product


def test_keys_are_ones_own_and_tell_of_conflicts(windows: Windows, lines: Lines, colleague: Person) -> None:
    text, after = "这款有货吗", "门店在哪里"
    [example, _] = lines.add(text, after)
    studio = Studio.open(windows, colleague, QUEUE)
    studio.shows(text)

    studio.page.get_by_test_id("settings").click()
    dialog = studio.page.get_by_role("dialog", name="设置快捷键")
    dialog.get_by_role("button", name="跳过", exact=True).focus()
    studio.press("x")
    expect(dialog.get_by_test_id("conflicts")).to_contain_text("“X”同时用于：跳过、弃用")
    expect(dialog.get_by_role("button", name="保存")).to_be_disabled()
    studio.press("v")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).not_to_be_visible()
    studio.press("s")
    studio.shows(text)
    studio.press("v")
    studio.shows(after)

    assert lines.submitted(example)["outcome"] == "skip"
    studio.press("?")
    expect(studio.page.get_by_role("dialog", name="快捷键", exact=True)).to_contain_text("V跳过")


def test_who_does_not_work_here_is_told_so(windows: Windows, product: Product) -> None:
    page = windows.open("/studio.html")
    page.get_by_label("用户名").fill("agent2")
    page.get_by_label("密码").fill(product.password("agent2"))
    page.get_by_role("button", name="登录").click()

    expect(page.get_by_text("您的账号没有训练工作台的权限")).to_be_visible()


def test_the_studio_stands_in_nobodys_way(windows: Windows, lines: Lines, trainer: Person, reviewer: Person) -> None:
    lines.add("净水器的滤芯多少钱", "热水器打不着火", "热水器打不着火！")
    is_open_to_all(windows.open("/studio.html"), ANY)
    studio = Studio.open(windows, trainer, QUEUE)
    studio.shows("净水器的滤芯多少钱")
    studio.press("ArrowRight")
    is_open_to_all(studio.page, ANY)
    studio.press("Enter")
    is_open_to_all(studio.page, ANY)
    studio.press("8", "ArrowLeft", "m", "Escape", "/")
    expect(studio.page.get_by_role("combobox", name="搜索意图")).to_be_focused()
    is_open_to_all(studio.page, ANY)
    studio.press("Escape", "Escape", "Enter")
    studio.shows("热水器打不着火")
    studio.press("g")
    expect(studio.page.get_by_test_id("looked").get_by_role("checkbox")).to_have_count(1)
    is_open_to_all(studio.page, ANY)
    studio.press("Escape")
    studio.page.get_by_test_id("settings").click()
    expect(studio.page.get_by_role("dialog", name="设置快捷键")).to_be_visible()
    is_open_to_all(studio.page, ANY)
    studio.press("Escape", "?")
    expect(studio.page.get_by_role("dialog", name="快捷键", exact=True)).to_be_visible()
    is_open_to_all(studio.page, ANY)

    review = Studio.open(windows, reviewer, "to_review")
    expect(review.page.get_by_test_id("review-item")).to_be_visible()
    is_open_to_all(review.page, ANY)
    review.press("r")
    is_open_to_all(review.page, ANY)


def test_a_line_is_labelled_on_a_phone(windows: Windows, lines: Lines, trainer: Person) -> None:
    text = "退货地址发我一下"
    [example] = lines.add(text)
    studio = Studio.open(windows, trainer, QUEUE, width=375, height=740)
    studio.shows(text)

    assert studio.page.evaluate("document.documentElement.scrollWidth") <= 375
    studio.intent("urge").click()
    submit = studio.page.get_by_role("button", name="提交")
    box = submit.bounding_box()
    assert box
    assert box["height"] >= 36
    assert box["y"] + box["height"] <= 740
    submit.click()
    expect(studio.said).to_contain_text("已标注")

    assert lines.submitted(example)["answer"]["intent"] == "urge"
