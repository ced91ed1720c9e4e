"""What is told from the knowledge names the entry it stands in, as data beside the line."""

from actions.knowledge import Entry, Found
from actions.products import AnswerKnowledge
from tests.actions.conftest import FixedKnowledge, Story

ENTRY = Entry("滤芯多久更换一次？", "请您每12个月更换一次。", "kb-water-01")


async def test_an_answer_names_its_entry(knowledge: FixedKnowledge) -> None:
    knowledge.found = Found("answer", ENTRY)

    said = await Story().hears("滤芯多久换", "product_info").run(AnswerKnowledge())

    assert said.responses[0] == "utter_product_answer"
    assert said.directive == {"knowledge": {"entry": "kb-water-01", "title": "滤芯多久更换一次？"}}


async def test_a_restated_question_names_the_entry_it_would_be_answered_from(knowledge: FixedKnowledge) -> None:
    knowledge.found = Found("confirm", ENTRY)

    said = await Story().hears("芯子", "product_info").run(AnswerKnowledge())

    assert said.responses == ("utter_restate_product",)
    assert said.directive == {"knowledge": {"offered": "kb-water-01", "title": "滤芯多久更换一次？"}}
