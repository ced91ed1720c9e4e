"""Lines as they come out of the studio, drawn by hypothesis."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from handoff.domain.studio.annotation import EMOTIONS, Answer, Span
from handoff.domain.studio.example import Suggestion
from handoff.domain.studio.exchange import ExchangedLine
from handoff.domain.text import clean

_SIGNS = st.sampled_from(list("退款到哪了，。？\"';；,\t\n=+-@＝'😀[](){}<&ab1 \u3000"))
_WORDS = st.text(_SIGNS, min_size=1, max_size=16).map(clean).filter(bool)
_NAMES = st.sampled_from(["refund_status", "logistics_track", "order_status", "greet"])


@st.composite
def answers(draw: st.DrawFn, text: str) -> Answer:
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    values = st.none() | st.sampled_from(["净水器", 'a"b', "=1+1"])
    spans = tuple(
        Span(start, end, draw(st.sampled_from(["product", "order_number"])), draw(values))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    intents = draw(st.lists(_NAMES, unique=True, max_size=3))
    return Answer(
        intent=intents[0] if intents else None,
        also=tuple(intents[1:]),
        spans=spans,
        emotion=draw(st.none() | st.sampled_from(EMOTIONS)),
        complaint=draw(st.none() | st.booleans()),
        needs_person=draw(st.none() | st.booleans()),
    )


@st.composite
def suggestions(draw: st.DrawFn, text: str) -> Suggestion:
    end = draw(st.integers(1, len(text)))
    return Suggestion(
        intent="refund_status",
        confidence=0.5,
        ranking=(("refund_status", 0.5),),
        spans=draw(st.sampled_from([(), (Span(0, end, "product"),)])),
        emotion=draw(st.none() | st.sampled_from(EMOTIONS)),
        complaint=draw(st.none() | st.booleans()),
        model="heyan",
    )


@st.composite
def lines(draw: st.DrawFn) -> ExchangedLine:
    text = draw(_WORDS)
    line = ExchangedLine(
        text=text,
        answer=draw(answers(text)),
        before=draw(st.none() | _WORDS),
        before_sender=draw(st.sampled_from([None, "bot", "agent"])),
        channel=draw(st.sampled_from([None, "web", "wechat_kf"])),
        said_at=draw(st.none() | st.just(datetime(2026, 11, 20, 2, tzinfo=UTC))),
        suggestion=draw(st.none() | suggestions(text)),
    )
    if line.answer == Answer():
        return line
    return replace(line, id=draw(st.uuids()).hex, status="approved", annotator="小李", comment=draw(st.none() | _WORDS))
