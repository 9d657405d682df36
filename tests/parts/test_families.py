"""One conformance suite for every variant of every family in the registry."""

import itertools
import json
from collections import Counter

import numpy as np
import pytest
from kinds import all_kinds, drawn, every_variant, masked, single, solid

from cad0_core import ir
from cad0_core.data.measure import Claim, judge
from cad0_core.errors import ConfigError
from cad0_core.parts import predicates
from cad0_core.parts.catalog import FAMILIES, select
from cad0_core.parts.columns import number
from cad0_core.parts.family import Family, Parts, Variant
from cad0_core.parts.mount_shapes import NEMA_BOSSES, NEMA_HOLES, NEMA_PATTERNS, SENSOR_HOLES
from cad0_core.parts.tables import CLEARANCE_HOLES, HEX_FLATS, TAP_DRILLS
from cad0_core.parts.wording import Manner, word

PHRASINGS = 30  # that each variant must have at least, each in .5 % of its texts


@every_variant
def test_programs_are_canonical_and_sound(family: Family, variant: Variant) -> None:
    """Canonical, one valid body, no voids, every node used, every boolean effective."""
    for parts in all_kinds(variant, 8):
        pairs = zip(parts.programs(), parts.program_texts().to_list(), strict=True)
        for program, text in pairs:
            assert ir.render(program) == text
            assert judge(Claim(text), 32)[:2] == (ir.digest(program), None), text


@every_variant
def test_programs_are_sound_with_other_facets(family: Family, variant: Variant) -> None:
    """Holes stay inside the material whatever polygon stands for a circle."""
    for text in drawn(variant, 3).program_texts():
        assert judge(Claim(text), 96).fault is None, text


@every_variant
def test_predicates_hold_on_their_own_part(family: Family, variant: Variant) -> None:
    for parts in all_kinds(variant, 12):
        for text, checks in zip(parts.program_texts(), parts.predicates(), strict=True):
            assert predicates.fault(json.loads(checks), solid(text)) is None, text


@every_variant
def test_predicates_hold_wherever_the_part_lies(family: Family, variant: Variant) -> None:
    for parts in single(drawn(variant, 2)):
        checks = json.loads(parts.predicates()[0])
        lines = parts.program_texts()[0].count("\n") - _sketch_lines(parts)
        for turn in ("90 0 0", "0 -90 180", "90 90 0"):
            moved = f"{parts.program_texts()[0]}\nR {lines} {turn}\nT {lines + 1} 11.5 -70 3"
            assert predicates.fault(checks, solid(moved)) is None, moved


def _sketch_lines(parts: Parts) -> int:
    """Lines of the program that are no nodes."""
    return sum(
        line.split()[0] in ("L", "A", "END") for line in parts.program_texts()[0].split("\n")
    )


@every_variant
def test_predicates_speak_of_every_parameter(family: Family, variant: Variant) -> None:
    spoken = {name for item in json.loads(drawn(variant, 1).predicates()[0]) for name in item["of"]}
    assert spoken == set(variant.axes)


@every_variant
def test_there_are_enough_phrasings(family: Family, variant: Variant) -> None:
    parts = drawn(variant, 2000)
    rng = np.random.default_rng(3)
    counts = np.full(parts.rows, 8) if parts.rows < 500 else rng.integers(1, 9, parts.rows)
    texts = [
        text
        for _ in range(max(1, 500 // parts.rows))
        for text in word(parts, counts, Manner(cm=0.06), rng)["text"]
    ]
    found = Counter(masked(text, family) for text in texts)
    common = [text for text, count in found.items() if count >= 0.005 * len(texts)]
    assert len(common) >= PHRASINGS, sorted(common)


@every_variant
def test_a_part_has_eight_different_texts(family: Family, variant: Variant) -> None:
    parts = drawn(variant, 20)
    words = word(parts, np.full(parts.rows, 8), Manner(), np.random.default_rng(4))
    counts = words.group_by("part").len()["len"]
    assert len(counts) == parts.rows and counts.min() == 8


@every_variant
def test_a_text_states_each_parameter_or_relies_on_its_default(
    family: Family, variant: Variant
) -> None:
    """What is left of the parameters when the unstated ones are dropped gives the part back."""
    rng = np.random.default_rng(5)
    for omitted in [frozenset[str](), *variant.omissions]:
        parts = variant.draw(rng, 40, omitted=omitted)
        assert parts.rows, omitted
        for part in single(parts):
            for template in variant.fitting(part.params):
                stated = {name: part.params[name] for name in template.states}
                again = variant.complete(stated)
                assert all(np.allclose(again[n], part.params[n]) for n in variant.axes), template


@every_variant
def test_texts_read_well(family: Family, variant: Variant) -> None:
    for part in single(drawn(variant, 2)):
        for text in part.every_text():
            assert text == text.strip() and "  " not in text and " ," not in text, text
            assert not set("{}[]") & set(text), text
            first = text.split()[0].lower()
            assert first not in {"i", "make", "need", "please", "design"}, f"{text}: no verbs"


@every_variant
def test_every_number_is_at_most_two_steps_from_the_text(family: Family, variant: Variant) -> None:
    for part in single(drawn(variant, 6)):
        near = explained(part)
        for node in next(part.programs()).nodes:
            for value in [*node.nums, *(n for s in node.segments for n in s.nums)]:
                assert number(abs(value)) in near, (part.params, value)


CONSTANTS = (0, 1, 2, 45, 60, 90, 120, 180, 360)  # angles, axes and pairs
TEETH = [1, 1.25, 1.5]  # addendum, dedendum and thickness of a gear's teeth, in modules
MULTIPLES = (0.25, 0.5, 1.5, 2, 3, 2.5, 1.25)
TABLES = {  # that a family keys by one of its own parameters
    "frame": (NEMA_PATTERNS, NEMA_HOLES, NEMA_BOSSES),
    "sensor": (SENSOR_HOLES,),
}


def explained(part: Parts) -> set[str]:
    """Numbers that follow from the parameters in at most two steps of + - x and /."""
    stated = []
    for name, value in part.params.items():
        (size,) = np.atleast_1d(value).tolist()
        if name in TABLES:
            stated += [table[size] for table in TABLES[name]]
        elif part.variant.axes[name].unit == "thread":
            stated += [size, TAP_DRILLS[size], CLEARANCE_HOLES[size], HEX_FLATS[size]]
        else:
            stated.append(size)
    if "module" in part.params:
        stated += TEETH
    plain = {*stated, *(value * by for value in stated for by in MULTIPLES)}
    sums = {f(a, b) for a, b in itertools.product(plain, plain) for f in (sum_of, difference)}
    products = {a * b for a, b in itertools.product(stated, stated)}  # a pitch times a count
    known = {*plain, *sums, *products, *(value / 2 for value in sums), *CONSTANTS}
    known |= {2 * max(stated), 1}
    return {number(abs(round(value, 3))) for value in known}


def sum_of(a: float, b: float) -> float:
    return a + b


def difference(a: float, b: float) -> float:
    return a - b


def test_no_two_programs_share_a_text() -> None:
    owners: dict[str, str] = {}
    for family in FAMILIES.values():
        for variant in family.variants.values():
            for part in single(drawn(variant, 15)):
                program = ir.digest(next(part.programs()))
                for text in part.every_text():
                    assert owners.setdefault(text, program) == program, (family.name, text)
    assert len(owners) > 500 * len(FAMILIES)


def test_select_keeps_the_order_of_the_registry() -> None:
    assert [family.name for family in select(["primitive", "bracket"])] == ["bracket", "primitive"]
    assert select([]) == list(FAMILIES.values())


def test_an_unknown_family_is_named() -> None:
    with pytest.raises(ConfigError, match="unknown family 'sprocket'; known: bracket"):
        select(["sprocket"])


def test_variants_can_be_chosen_one_by_one() -> None:
    bracket, flange = select(["flange", "bracket.angle", "bracket.plate"])
    assert (bracket.name, set(bracket.variants)) == ("bracket", {"angle", "plate"})
    assert flange == FAMILIES["flange"]
    with pytest.raises(ConfigError, match="flange has no variant 'angle'; known: bolted"):
        select(["flange.angle"])


def test_a_part_that_no_workshop_makes_is_refused() -> None:
    with pytest.raises(ValueError, match="bracket plate: thicker than a quarter"):
        FAMILIES["bracket"].part("plate", length=20, width=20, thickness=10)
