"""Paired tests: the exact values of small cases, and what must not depend on order or chance."""

import pytest
from rods import rods

from cad0_core.errors import DataError
from cad0_core.evaluation.paired import bootstrap, compare, mcnemar


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [
        (0, 0, 1.0),
        (0, 1, 0.5),
        (0, 5, 1 / 32),
        (1, 4, 6 / 32),  # (5 + 1) / 2^5
        (4, 1, 31 / 32),
        (2, 2, 11 / 16),
        (0, 1100, 2.0**-1100 if 2.0**-1100 else 0.0),
    ],
)
def test_mcnemar_is_the_binomial_tail(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost) == pytest.approx(p, rel=1e-12)


def test_bootstrap_agrees_with_what_is_plain() -> None:
    worse, better = bootstrap([-0.5] * 30)
    assert worse < 0.001 and better == 1
    worse, better = bootstrap([0.0] * 30)
    assert worse == better == 1
    worse, better = bootstrap([0.3, -0.3] * 50)
    assert 0.4 < worse < 0.6 and 0.4 < better < 0.6
    assert bootstrap([0.1, -0.2, 0.3]) == bootstrap([0.1, -0.2, 0.3])


def test_bootstrap_is_close_to_the_normal_approximation() -> None:
    """40 differences with mean 0.05 and standard deviation 0.2: z = -1.58, P = 0.943."""
    values = [0.25, -0.15] * 20
    worse, better = bootstrap(values)
    assert worse == pytest.approx(0.943, abs=0.03)
    assert better == pytest.approx(0.057, abs=0.03)


def test_a_comparison_counts_gains_and_losses() -> None:
    found = compare(rods({0, 1, 2}, 20), rods({2, 3}, 20), "exact_match_accuracy")
    assert (found.new, found.old, found.gained, found.lost) == (0.15, 0.1, 2, 1)
    assert (found.p_worse, found.p_better) == (mcnemar(2, 1), mcnemar(1, 2))
    backwards = compare(rods({0, 1, 2}, 20)[::-1], rods({2, 3}, 20), "exact_match_accuracy")
    assert backwards == found


def test_iou_is_compared_by_size() -> None:
    found = compare(rods(20, 20), rods(0, 20), "iou")
    assert (found.gained, found.lost, found.test) == (20, 0, "paired bootstrap")
    assert found.old == pytest.approx(0.5)
    assert found.p_better < 0.001 and found.p_worse == 1


def test_other_prompts_are_no_pairs() -> None:
    with pytest.raises(DataError, match="5 are not in both"):
        compare(rods(0, 20), rods(0, 15), "iou")
    with pytest.raises(DataError, match="each of them once"):
        compare([*rods(0, 20), *rods(0, 20)], rods(0, 20), "iou")
    with pytest.raises(DataError, match="needs prompts"):
        compare([], [], "iou")
