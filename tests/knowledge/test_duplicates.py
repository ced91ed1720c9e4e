"""Entries that say nearly the same are told with both ids; what is for another product or another time is none."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from handoff.adapters.encoder_usem3 import Usem3
from handoff.domain.knowledge import Entry
from handoff.domain.knowledge_index import KnowledgeIndex
from handoff.domain.knowledge_text import ProductNames
from handoff.services.knowledge import KnowledgeBase, KnowledgeSearch
from handoff.services.knowledge_duplicates import near_duplicates

ANEW = {
    "kb-water-01": Entry(
        "kb-new", "净水器多长时间该换滤芯？",
        ("净水器的芯多久换一次", "净水器滤芯能用多少个月", "滤芯更换时间是多久"),
        "复合滤芯请您每12个月更换。反渗透滤芯：厨下净水器每36个月更换，大通量净水器每60个月更换。",
        "使用", frozenset({"p01", "p02"}), "商品部", date(2026, 1, 1),
    ),
    "kb-payment-02": Entry(
        "kb-new", "可以货到付款吗？",
        ("能不能货到再付钱", "收到东西再付款可以吗", "支持到付吗"),
        "暂不支持货到付款，请您在线支付。签收后7天内，符合条件的商品可以无理由退货。",
        "支付", frozenset(), "财务部", date(2026, 1, 1),
    ),
}  # fmt: skip


def with_entry(base: KnowledgeBase, usem3: Usem3, other: str, anew: Entry) -> KnowledgeIndex:
    entries = (*(entry for entry in base.entries if entry.id == other), *base.entries[:20], anew)
    vectors = usem3.encode([line for entry in entries for line in entry.lines])
    return KnowledgeIndex(entries, ProductNames.of(base.products), vectors, (), np.empty((0, 0), dtype=np.float32))


def test_the_shipped_base_says_nothing_twice(search: KnowledgeSearch) -> None:
    found = near_duplicates(search.index, search.encoder)

    assert [(pair.first.id, pair.second.id, pair.similarity) for pair in found] == []


@pytest.mark.parametrize("other", ANEW)
def test_an_entry_in_other_words_is_told_with_both_ids(base: KnowledgeBase, usem3: Usem3, other: str) -> None:
    found = near_duplicates(with_entry(base, usem3, other, ANEW[other]), usem3)

    assert [(pair.first.id, pair.second.id) for pair in found] == [(other, "kb-new")]
    assert 0.78 <= found[0].similarity < 1.0


def test_the_same_for_another_product_or_another_time_is_no_duplicate(base: KnowledgeBase, usem3: Usem3) -> None:
    anew = ANEW["kb-water-01"]
    for apart in (
        replace(anew, products=frozenset({"p39"})),
        replace(anew, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31)),
    ):
        assert near_duplicates(with_entry(base, usem3, "kb-water-01", apart), usem3) == []


def test_what_is_asked_in_the_same_words_is_told_whatever_it_answers(base: KnowledgeBase, usem3: Usem3) -> None:
    original = next(entry for entry in base.entries if entry.id == "kb-water-01")
    contradicting = replace(
        original, id="kb-new", question="净水器的滤芯多久更换一回？", answer="请您拨打客服电话咨询。"
    )

    found = near_duplicates(with_entry(base, usem3, "kb-water-01", contradicting), usem3)

    assert [(pair.first.id, pair.second.id) for pair in found] == [("kb-water-01", "kb-new")]
    assert found[0].asked >= 0.95
    assert found[0].answered < 0.6
