"""Which of an episode's lines become examples, and what is known of each: the line before, its marks, a correction."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from handoff.domain.message import Message, Parse, Sender
from handoff.domain.studio.example import SURE, Mark
from handoff.domain.substance import has_substance

# Bare, they still ask or push.
_SAYS = frozenset("?？!！")
# What stands in the place of something that is no words.
_PLACEHOLDERS = frozenset({"[图片]", "[语音]", "[视频]", "[文件]", "[表情]", "[位置]", "[链接]", "[名片]", "[小程序]"})


@dataclass(frozen=True)
class EpisodeLines:
    """An episode as far as it matters here; `lines` by their place, `worked_seq` is where the bot has got to.

    `raised`: the lines on which a person was brought in. `mistakes`: ids of the bot's lines that an agent called wrong.
    `alarms`: ids of the customer's lines that were being answered when the register found what was no fault.
    """

    episode_id: str
    conversation_id: str
    channel: str
    lines: Sequence[Message]
    worked_seq: int
    raised: frozenset[int] = frozenset()
    rated_low: bool = False
    mistakes: frozenset[str] = frozenset()
    alarms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Worth:
    """A line worth keeping. `before`: the last line of bot or agent that stood above it."""

    line: Message
    before: Message | None
    marks: frozenset[Mark] = field(default_factory=frozenset)
    correction: Message | None = None


def own_words(lines: Sequence[Message], canned: Collection[str]) -> Iterator[tuple[Message, Message | None]]:
    """The lines a customer has put into words, each with the line before it.

    `canned`: lines that our pages offer for a tap.
    """
    taps = {text.strip() for text in canned}
    before: Message | None = None
    for line in lines:
        if line.sender is Sender.CONTACT:
            if _is_said(line, taps):
                yield line, before
        elif line.sender is not Sender.SYSTEM:
            before = line
        taps |= _offered_by(line)


def worth_keeping(episode: EpisodeLines, canned: Collection[str]) -> list[Worth]:
    """Those that have been worked; the others are looked at again once they are."""
    said = own_words(episode.lines, canned)
    kept = [(line, before) for line, before in said if _is_worked(line, episode.worked_seq)]
    raised = _lines_at(episode.raised, [line for line, _ in kept])
    corrected = _corrected(episode)
    return [
        Worth(line, before, _marks(episode, line, raised, corrected), corrected.get(line.seq)) for line, before in kept
    ]


def _is_worked(line: Message, worked_seq: int) -> bool:
    return line.parse is not None or line.seq <= worked_seq


def _is_said(line: Message, taps: Collection[str]) -> bool:
    """Words of the customer's own that they stand by and that the model has read as well as it can."""
    text = line.text.strip()
    if not any(char.isalnum() or char in _SAYS for char in text) or text in _PLACEHOLDERS or text in taps:
        return False
    return not (line.recalled or line.is_unreadable or (line.parse is not None and line.parse.degraded))


def _offered_by(line: Message) -> set[str]:
    offered = {words.strip() for button in line.buttons for words in (button.text, button.title)}
    if line.card:
        offered |= {words.strip() for button in line.card.actions for words in (button.text, button.title)}
    return offered


def _lines_at(places: Collection[int], lines: Sequence[Message]) -> frozenset[int]:
    """Where a tap brought somebody in (好的，转人工), it was for the words before it."""
    found = (max((line.seq for line in lines if line.seq <= place), default=None) for place in places)
    return frozenset(seq for seq in found if seq is not None)


def _corrected(episode: EpisodeLines) -> dict[int, Message | None]:
    """The customer's lines that the bot got wrong, each with what an agent said in its stead, once they have."""
    wrong = [line for line in episode.lines if line.id in episode.mistakes]
    return {seq: _first_answer(episode, line) for line in wrong if (seq := _answered_by(episode, line)) is not None}


def _answered_by(episode: EpisodeLines, line: Message) -> int | None:
    if line.answers_seq is not None:
        return line.answers_seq
    return max((one.seq for one in episode.lines if one.sender is Sender.CONTACT and one.seq < line.seq), default=None)


def _first_answer(episode: EpisodeLines, wrong: Message) -> Message | None:
    later = (line for line in episode.lines if line.sender is Sender.AGENT and line.seq > wrong.seq)
    return next((line for line in later if has_substance(line.text)), None)


def _marks(
    episode: EpisodeLines, line: Message, raised: Collection[int], corrected: Collection[int]
) -> frozenset[Mark]:
    marks = {
        Mark.ESCALATED: line.seq in raised,
        Mark.RATED_LOW: episode.rated_low,
        Mark.CORRECTED: line.seq in corrected,
        Mark.FALSE_ALARM: line.id in episode.alarms,
        **(_doubts(line.parse) if line.parse else {}),
    }
    return frozenset(mark for mark, is_on in marks.items() if is_on)


def _doubts(parse: Parse) -> dict[Mark, bool]:
    return {Mark.NOT_UNDERSTOOD: parse.fallback, Mark.LOW_CONFIDENCE: parse.confidence < SURE}
