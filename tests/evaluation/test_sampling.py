"""Which prompts are asked, and the count of test programs that were trained on."""

from collections import Counter

import pytest

from cad0_core.data.files import Row
from cad0_core.errors import ConfigError, DataError
from cad0_core.evaluation.sampling import pick, share, trained_on


def rows(family: str, programs: int, phrasings: int = 1) -> list[Row]:
    return [
        Row(f"{family} {i} said {j}", f"C {i + 1} 1 1", family, "plain", f"{family}{i}")
        for i in range(programs)
        for j in range(phrasings)
    ]


def test_spreads_evenly_and_does_not_depend_on_the_order_of_the_file() -> None:
    test = rows("a", 50) + rows("b", 50) + rows("c", 50)
    chosen = pick(test, "abc", 31)
    assert Counter(row.family for row in chosen) == {"a": 11, "b": 10, "c": 10}
    assert pick(test[::-1], "abc", 31) == chosen
    assert [row.digest for row in chosen[:3]] != ["a0", "a1", "a2"]


def test_asks_every_program_once_before_any_twice() -> None:
    chosen = pick(rows("a", 10, phrasings=3), "a", 14)
    times = Counter(row.digest for row in chosen)
    assert len(times) == 10
    assert set(times.values()) == {1, 2}


def test_takes_all_where_there_are_fewer_and_no_text_twice() -> None:
    few = rows("a", 3)
    assert len(pick(few + few, "a", 100)) == 3


def test_a_family_without_a_held_out_prompt_is_an_error() -> None:
    with pytest.raises(DataError, match="no held-out prompt for gear"):
        pick(rows("a", 5), ["a", "gear"], 4)


def test_fewer_samples_than_families_is_an_error() -> None:
    with pytest.raises(ConfigError, match="1 samples cannot cover 2 families"):
        pick(rows("a", 5) + rows("b", 5), "ab", 1)


def test_a_small_family_gives_its_share_to_the_others() -> None:
    assert share({"a": 2, "b": 100, "c": 100}, 100) == {"a": 2, "b": 49, "c": 49}
    assert share({"a": 2, "b": 3}, 100) == {"a": 2, "b": 3}
    assert share({"a": 9, "b": 9, "c": 9}, 4) == {"a": 2, "b": 1, "c": 1}


def test_counts_programs_trained_on_whatever_their_spelling_and_digest() -> None:
    test = [Row("x", "C 1 2 3", "a"), Row("y", "Y 5 25", "a"), Row("y again", "Y 5 25", "a")]
    train = [
        Row("p", 'C 1.0 2 3 "box"', "a", digest="another"),
        Row("q", "Y 5 26", "a", digest="another"),
        Row("r", "Y 5 25\nC 9 9 9\nROOT 0 steel", "a"),
    ]
    assert trained_on(test, train) == 2
    assert trained_on(test, train[1:2]) == 0


def test_a_row_that_does_not_parse_is_an_error() -> None:
    with pytest.raises(DataError, match="does not parse"):
        trained_on([Row("x", "C 1 2", "a")], [])
