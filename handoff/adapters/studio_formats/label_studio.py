"""Label Studio's JSON: tasks with choices and labels, as annotations of people and predictions of the model.

The project there is set up with LABELLING. Places are counted in code points, as Label Studio does since 1.6; a task of
an older one, counted in UTF-16 units, is known by the words it gives for the place.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from handoff.adapters.studio_formats.records import line_of, span_record
from handoff.domain.errors import BadInput
from handoff.domain.studio.annotation import Answer, Span
from handoff.domain.studio.example import Suggestion
from handoff.domain.studio.exchange import Brought, ExchangedLine, Place, Problem

LABELLING = """\
<View>
  <Text name="text" value="$text"/>
  <Choices name="intent" toName="text" choice="single" required="true">{intents}</Choices>
  <Choices name="also" toName="text" choice="multiple">{intents}</Choices>
  <Labels name="entity" toName="text">{entities}</Labels>
  <Choices name="emotion" toName="text" choice="single">{emotions}</Choices>
  <Choices name="complaint" toName="text" choice="single">{truths}</Choices>
  <Choices name="needs_person" toName="text" choice="single">{truths}</Choices>
</View>
"""
_DATA = ("before", "before_sender", "channel")
_TRUTH = {True: "yes", False: "no"}
_SHOWN = 80


def write_tasks(lines: Iterable[ExchangedLine]) -> Iterator[str]:
    """One JSON list. Lines of one example that follow each other are annotations of one task."""
    yield "["
    tasks = groupby(enumerate(lines), key=lambda pair: pair[1].id or pair[0])
    for number, (_, group) in enumerate(tasks):
        yield ",\n" if number else "\n"
        yield json.dumps(_task([line for _, line in group]), ensure_ascii=False)
    yield "\n]\n"


def read_tasks(text: str) -> Iterator[Brought | Problem]:
    """One line for each annotation; a task without any is a line with its prediction. Raises BadInput for no list."""
    try:
        tasks = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("文件不是有效的 JSON，请检查后重新上传。") from error
    if not isinstance(tasks, list):
        raise BadInput("文件不是 Label Studio 的任务列表，请在 Label Studio 中导出 JSON 格式后重新上传。")
    for number, task in enumerate(tasks, start=1):
        place, shown = Place(number), ""
        try:
            shown = str(_data(task).get("text", ""))[:_SHOWN]
            yield from (Brought(line, place) for line in _lines(task))
        except BadInput as error:
            yield Problem(place, str(error), shown)


def _task(lines: Sequence[ExchangedLine]) -> dict[str, Any]:
    first = lines[0]
    data = {"text": first.text, **{name: getattr(first, name) for name in _DATA}, "example_id": first.id}
    said_at = first.said_at.isoformat() if first.said_at else None
    suggestion = first.suggestion
    return {
        "data": {**data, "said_at": said_at},
        "annotations": [_annotation(line) for line in lines if line.answer != Answer()],
        "predictions": [] if suggestion is None else [_prediction(first.text, suggestion)],
    }


def _annotation(line: ExchangedLine) -> dict[str, Any]:
    return {
        "result": _results(line.text, line.answer),
        "was_cancelled": False,
        "ground_truth": line.status == "approved",
        "meta": {"status": line.status, "annotator": line.annotator, "comment": line.comment},
    }


def _prediction(text: str, suggestion: Suggestion) -> dict[str, Any]:
    said = Answer(suggestion.intent, (), suggestion.spans, None, suggestion.complaint)
    emotion = [_choice("emotion", suggestion.emotion)] if suggestion.emotion else []
    return {
        "model_version": suggestion.model,
        "score": suggestion.confidence,
        "result": [*_results(text, said), *emotion],
    }


def _results(text: str, answer: Answer) -> list[dict[str, Any]]:
    found = [_choice("intent", answer.intent)] if answer.intent else []
    found += [_choice("also", *answer.also)] if answer.also else []
    found += [_choice("emotion", answer.emotion)] if answer.emotion else []
    for name in ("complaint", "needs_person"):
        if (said := getattr(answer, name)) is not None:
            found.append(_choice(name, _TRUTH[said]))
    return found + [_label(text, span, number) for number, span in enumerate(answer.spans)]


def _choice(name: str, *chosen: str) -> dict[str, Any]:
    value = {"choices": list(chosen)}
    return {"id": name, "from_name": name, "to_name": "text", "type": "choices", "value": value}


def _label(text: str, span: Span, number: int) -> dict[str, Any]:
    value = {"start": span.start, "end": span.end, "text": text[span.start : span.end], "labels": [span.entity]}
    meta = {} if span.value is None else {"meta": {"text": [span.value]}}
    return {"id": f"span-{number}", "from_name": "entity", "to_name": "text", "type": "labels", "value": value, **meta}


def _data(task: Any) -> Mapping[str, Any]:
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise BadInput("任务的 data 中缺少 text。")
    return data


def _lines(task: Mapping[str, Any]) -> Iterator[ExchangedLine]:
    data = _data(task)
    base = {name: data.get(name) for name in ("text", "said_at", *_DATA)}
    answered = [each for each in _objects(task, "annotations") if not each.get("was_cancelled")]
    predictions = _objects(task, "predictions")
    suggestion = _suggestion(data["text"], predictions[0]) if predictions else None
    for each in answered or [{"result": []}]:
        meta = each["meta"] if isinstance(each.get("meta"), dict) else {}
        told = {name: meta.get(name) for name in ("status", "annotator", "comment")}
        given = {**base, **told, **_record(data["text"], each), "suggestion": suggestion, "id": data.get("example_id")}
        yield line_of(given)


def _suggestion(text: str, prediction: Mapping[str, Any]) -> dict[str, Any] | None:
    said = _record(text, prediction)
    if not said.get("intent"):
        return None
    confidence = prediction.get("score")
    confidence = confidence if isinstance(confidence, int | float) else 1.0
    ranking = [(said["intent"], confidence)]
    model = str(prediction.get("model_version") or "")
    return {**said, "ranking": ranking, "confidence": confidence, "model": model}


def _record(text: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the results of one annotation or prediction say, as a record."""
    record: dict[str, Any] = {"spans": []}
    for result in _objects(said, "result"):
        value = result.get("value")
        if not isinstance(value, dict):
            continue
        if result.get("type") == "labels":
            record["spans"].append(_span(text, value, result.get("meta")))
        elif result.get("type") == "choices" and isinstance(value.get("choices"), list) and value["choices"]:
            name = str(result.get("from_name"))
            record |= _chosen(name, [str(each) for each in value["choices"]], record)
    return record


def _chosen(name: str, choices: Sequence[str], record: Mapping[str, Any]) -> dict[str, Any]:
    """A question of another project is taken for that of the intent, if none has answered it yet."""
    if name == "also":
        return {"also": list(choices)}
    if name in {"complaint", "needs_person"}:
        if choices[0] not in _TRUTH.values():
            raise BadInput(f"{name} 须为 yes 或 no。")
        return {name: choices[0] == "yes"}
    if name == "emotion":
        return {"emotion": choices[0]}
    return {"intent": choices[0]} if name == "intent" or "intent" not in record else {}


def _span(text: str, value: Mapping[str, Any], meta: Any) -> dict[str, Any]:
    start, end, labels = value.get("start"), value.get("end"), value.get("labels")
    if type(start) is not int or type(end) is not int or not isinstance(labels, list) or not labels:
        raise BadInput("片段须有 start、end（整数）和 labels。")
    words = value.get("text")
    if isinstance(words, str) and text[start:end] != words:
        start, end = _from_units(text, start), _from_units(text, end)
        if text[start:end] != words:
            raise BadInput(f"片段“{words[:20]}”与文字的位置不符。")
    noted = meta.get("text") if isinstance(meta, dict) else None
    noted = noted[0] if isinstance(noted, list) and noted and isinstance(noted[0], str) else None
    return span_record(Span(start, end, str(labels[0]), noted))


def _from_units(text: str, place: int) -> int:
    """A place counted in UTF-16 units, counted in code points."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * place].decode("utf-16-le", "ignore"))


def _objects(of: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = of.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
