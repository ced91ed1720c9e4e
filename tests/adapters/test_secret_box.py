"""What is sealed opens under its own key, for its own inbox, and tells nothing otherwise."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.secret_box import SecretBox
from handoff.services.inbox_port import SecretsUnreadable

_VALUES = {"token": "TokenOfOurs", "aes_key": "K" * 43, "secret": "密钥 with 空格"}


@given(st.text(min_size=1), st.dictionaries(st.text(max_size=20), st.text(st.characters(exclude_categories=["Cs"]))))
def test_what_is_sealed_comes_out_again(key: str, values: dict[str, str]) -> None:
    box = SecretBox(key.encode("utf-8", "replace").decode())

    assert box.open(box.seal(values, "i1"), "i1") == values


def test_another_process_with_the_same_key_opens_it() -> None:
    sealed = SecretBox("a key").seal(_VALUES, "i1")

    assert SecretBox("a key").open(sealed, "i1") == _VALUES


def test_under_another_key_the_operator_is_told_to_enter_the_secrets_again() -> None:
    sealed = SecretBox("a key").seal(_VALUES, "i1")

    with pytest.raises(SecretsUnreadable, match="重新填写"):
        SecretBox("another key").open(sealed, "i1")


def test_what_is_sealed_for_one_inbox_does_not_open_for_another() -> None:
    box = SecretBox("a key")

    with pytest.raises(SecretsUnreadable):
        box.open(box.seal(_VALUES, "i1"), "i2")


@pytest.mark.parametrize("broken", ["", "A", "AAAA", "不是密文", "====", "A" * 200])
def test_what_was_never_sealed_does_not_open(broken: str) -> None:
    with pytest.raises(SecretsUnreadable):
        SecretBox("a key").open(broken, "i1")


def test_one_changed_letter_is_noticed_wherever_it_stands() -> None:
    box = SecretBox("a key")
    sealed = box.seal({"token": "abc"}, "i1")

    for place in range(len(sealed) - 4):
        letter = "A" if sealed[place] != "A" else "B"
        with pytest.raises(SecretsUnreadable):
            box.open(sealed[:place] + letter + sealed[place + 1 :], "i1")


def test_the_same_secrets_are_never_sealed_alike_and_show_nothing() -> None:
    box = SecretBox("a key")
    first, second = box.seal(_VALUES, "i1"), box.seal(_VALUES, "i1")

    assert first != second
    assert [value for value in (*_VALUES.values(), json.dumps(_VALUES)) if value in first] == []


def test_nothing_is_sealed_without_a_key() -> None:
    with pytest.raises(ValueError, match="secret key"):
        SecretBox("")


def test_a_digest_is_the_same_under_the_same_key_and_no_other() -> None:
    told = SecretBox("a key").digest("stand-in", "c1", "13857120936")

    assert SecretBox("a key").digest("stand-in", "c1", "13857120936") == told
    assert SecretBox("another key").digest("stand-in", "c1", "13857120936") != told


def test_the_parts_of_a_digest_cannot_run_into_each_other() -> None:
    box = SecretBox("a key")

    assert len({box.digest("a", "bc"), box.digest("ab", "c"), box.digest("abc"), box.digest("a", "b", "c")}) == 4
