"""What is wrong with the material, and that what is in order is left alone."""

from dataclasses import replace

import pytest

from handoff.domain.studio.lint import (
    FEWEST_LINES,
    Declared,
    Examined,
    LintFinding,
    LintRule,
    Material,
    Place,
    Taught,
    lint,
    plain,
)

DOMAIN = Place("domain.yml", 9)
# Twenty wordings that have nothing in common.
WORDINGS = [f"{sign * 3}{number:03}" for number, sign in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")]


def taught(texts: list[str], intent: str = "order_status", file: str = "orders.yml", first: int = 1) -> list[Taught]:
    return [Taught(text, intent, Place(f"data/nlu/{file}", first + number)) for number, text in enumerate(texts)]


def found(material: Material) -> list[tuple[LintRule, str, int]]:
    return [(one.rule, one.place.file, one.place.line) for one in lint(material)]


FINE = Material(lines=taught(WORDINGS), intents=[Declared("order_status", DOMAIN)])


def with_lines(*more: Taught) -> Material:
    intents = {line.intent for line in more} - {"order_status"}
    wordings = {intent: [f"{intent}{wording}" for wording in WORDINGS] for intent in sorted(intents)}
    enough = [line for intent, texts in wordings.items() for line in taught(texts, intent, "x.yml")]
    declared = [Declared(intent, DOMAIN) for intent in sorted(intents)]
    return replace(FINE, lines=[*FINE.lines, *enough, *more], intents=[*FINE.intents, *declared])


def only(material: Material) -> LintFinding:
    [finding] = lint(material)
    return finding


def test_what_is_in_order_has_no_findings() -> None:
    assert lint(FINE) == []


def test_an_intent_with_too_few_lines_is_told_where_it_is_declared() -> None:
    finding = only(replace(FINE, lines=FINE.lines[1:]))

    assert (finding.rule, finding.place, finding.text) == (LintRule.TOO_FEW_LINES, DOMAIN, "order_status")
    assert f"只有{FEWEST_LINES - 1}条语料" in finding.reason
    assert "至少1条" in finding.advice


def test_an_intent_that_nobody_declared_is_told_once_at_its_first_line() -> None:
    finding = only(replace(FINE, lines=[*FINE.lines, *taught(["在吗", "你好"], "greet", "smalltalk.yml", 5)]))

    assert (finding.rule, finding.place) == (LintRule.UNKNOWN_INTENT, Place("data/nlu/smalltalk.yml", 5))
    assert "共2条" in finding.reason


@pytest.mark.parametrize("again", ["我的订单到哪了", " 我的订单，到哪了。", "我的订单到哪了 "])
def test_a_line_that_stands_twice_is_told_at_the_second_place(again: str) -> None:
    first, second = taught(["我的订单到哪了"], first=50)[0], taught([again], file="more.yml", first=7)[0]

    finding = only(with_lines(first, second))

    assert (finding.rule, finding.place) == (LintRule.REPEATED, second.place)
    assert finding.related == (first.place,)
    assert "data/nlu/orders.yml 第50行" in finding.reason


@pytest.mark.parametrize(
    ("calm", "moved"), [("退货", "退货！"), ("人呢", "人呢??"), ("哈喽", "哈喽😊"), ("。", "。。")]
)
def test_signs_of_a_mood_make_another_line(calm: str, moved: str) -> None:
    assert lint(with_lines(*taught([calm, moved], first=50))) == []


@pytest.mark.parametrize(("one", "other"), [("ＡＢ，行吗？？", "ab行吗?"), ("嗯...", "嗯……"), ("好 的。", "好的")])
def test_width_case_spaces_pauses_and_repeated_signs_do_not(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_nearly_the_same_line_of_an_intent_is_told_with_the_other() -> None:
    long = "我上个月在你们店里买的那台洗衣机到现在还没有人上门来安装"
    first, second = taught([long, f"{long}呢"], first=50)

    finding = only(with_lines(first, second))

    assert (finding.rule, finding.place, finding.related) == (LintRule.NEARLY_REPEATED, second.place, (first.place,))
    assert "0.97" in finding.reason


def test_a_line_that_is_alike_to_nineteen_parts_of_twenty_may_stay() -> None:
    long = "我上个月在你们店里买的那台洗衣机还没安装"
    assert len(long) == 20

    assert lint(with_lines(*taught([long, f"{long[:-1]}上"], first=50))) == []


def test_nearly_the_same_line_of_another_intent_is_no_repetition() -> None:
    long = "我上个月在你们店里买的那台洗衣机到现在还没有人上门来安装"

    assert lint(with_lines(*taught([long], first=50), *taught([f"{long}呢"], "installation", "i.yml", 50))) == []


def test_one_line_with_two_intents_is_told_where_it_stands_second() -> None:
    first, second = taught(["退了吧"], first=50)[0], taught(["退了吧！"], "refund_request", "refunds.yml", 60)[0]

    finding = only(with_lines(first, second))

    assert (finding.rule, finding.place, finding.related) == (LintRule.TWO_INTENTS, second.place, (first.place,))
    assert "“refund_request”" in finding.reason
    assert "“order_status”" in finding.reason


def test_a_line_too_like_one_of_the_test_is_told_without_showing_the_test() -> None:
    line = taught(["我昨天买的那台冰箱什么时候能送到"], first=50)[0]
    test = Examined("own-007", "我昨天买的那台冰箱什么时候能送来呀", "nlu_own.jsonl")

    finding = only(replace(with_lines(line), tested_lines=[test]))

    assert (finding.rule, finding.place) == (LintRule.SEEN_IN_TEST, line.place)
    assert "own-007" in finding.reason
    assert test.text not in finding.reason + finding.advice + finding.text


def test_lines_are_held_against_lines_and_questions_against_questions() -> None:
    same = Examined("own-001", "支持货到付款吗", "x.jsonl")
    question = Taught("支持货到付款吗", "", Place("data/knowledge/payment.yml", 3))

    assert lint(replace(FINE, questions=[question], tested_lines=[same])) == []
    assert only(replace(FINE, questions=[question], tested_questions=[same])).place == question.place


def test_an_entity_that_nothing_uses_is_told() -> None:
    entities = [Declared("colour", DOMAIN), Declared("amount", DOMAIN), Declared("phone", DOMAIN)]
    marked = [Declared("amount", Place("data/nlu/orders.yml", 3))]

    finding = only(replace(FINE, entities=entities, entities_marked=marked, entities_used=frozenset({"phone"})))

    assert (finding.rule, finding.text) == (LintRule.UNUSED_ENTITY, "colour")


def test_an_entity_that_is_marked_and_not_declared_is_told_once() -> None:
    marked = [Declared("amuont", Place("data/nlu/orders.yml", line)) for line in (3, 4)]

    finding = only(replace(FINE, entities_marked=marked))

    assert (finding.rule, finding.place) == (LintRule.UNKNOWN_ENTITY, marked[0].place)


def test_files_that_are_empty_or_cannot_be_read_come_first() -> None:
    broken = Place("data/nlu/broken.yml", 4)
    material = replace(FINE, lines=FINE.lines[1:], empty_files=["data/nlu/a.yml"], unreadable=[(broken, "缩进有误")])

    assert found(material) == [
        (LintRule.EMPTY_FILE, "data/nlu/a.yml", 1),
        (LintRule.UNREADABLE, "data/nlu/broken.yml", 4),
        (LintRule.TOO_FEW_LINES, "domain.yml", 9),
    ]


def test_every_finding_says_in_chinese_what_is_wrong_and_what_to_do() -> None:
    line = taught(["我的订单到哪了"], "greet", "a.yml", 1)[0]
    material = Material(
        lines=[line, replace(line), replace(line, intent="thanks")],
        intents=[Declared("order_status", DOMAIN)],
        tested_lines=[Examined("own-1", line.text, "t.jsonl")],
        entities=[Declared("colour", DOMAIN)],
        entities_marked=[Declared("size", line.place)],
        empty_files=["b.yml"],
        unreadable=[(line.place, "缩进有误")],
    )

    findings = lint(material)

    assert {one.rule for one in findings} == set(LintRule) - {LintRule.REGISTER, LintRule.NEARLY_REPEATED}
    assert all(one.reason.endswith(("。", "缩进有误")) and one.advice.endswith("。") for one in findings)
