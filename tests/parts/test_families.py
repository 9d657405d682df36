"""One conformance suite for every variant of every family in the registry."""

import math
import random
from collections.abc import Mapping
from itertools import islice

import pytest

from cad0_core import ir
from cad0_core.data.measure import judge
from cad0_core.errors import ConfigError
from cad0_core.parts.catalog import FAMILIES, select
from cad0_core.parts.family import Family, Part, Variant
from cad0_core.parts.phrasing import Value, number
from cad0_core.parts.tables import HEX_FLATS, TAP_DRILLS

VARIANTS = [(family, variant) for family in FAMILIES.values() for variant in family.variants]
IDS = [f"{family.name}-{variant}" for family, variant in VARIANTS]
PARTS = 10

every_variant = pytest.mark.parametrize(("family", "variant"), VARIANTS, ids=IDS)


def parts(family: Family, variant: str, count: int = PARTS) -> list[Part]:
    kind = family.variants[variant]
    drawn = islice(kind.draw(random.Random(1)), count)
    return [Part(family.name, kind, params) for params in drawn]


def test_the_registry_holds_what_is_promised() -> None:
    found = {name: set(family.variants) for name, family in FAMILIES.items()}
    assert found == {
        "bracket": {
            "plate", "plate_center_hole", "plate_two_holes", "plate_corner_holes", "angle",
            "angle_holes",
        },
        "standoff": {"round", "round_bored", "round_threaded", "hex", "hex_bored", "hex_threaded"},
        "enclosure": {"box", "box_floor", "box_cable_hole", "box_floor_holes", "cup"},
        "flange": {"bolted", "blind"},
        "primitive": {"box", "cube", "cylinder", "sphere", "cone", "frustum"},
    }  # fmt: skip


@every_variant
def test_programs_are_canonical_and_sound(family: Family, variant: str) -> None:
    """Canonical, one valid body, no voids, every node used, every boolean effective."""
    for part in parts(family, variant):
        text = ir.render(part.program)
        assert judge(text, 32) == (ir.digest(part.program), None), (part.params, text)


@every_variant
def test_programs_are_sound_with_other_facets(family: Family, variant: str) -> None:
    """Holes stay inside the material whatever polygon stands for a circle."""
    for part in parts(family, variant, 3):
        text = ir.render(part.program)
        assert judge(text, 8).fault is None and judge(text, 96).fault is None, text


@every_variant
def test_there_are_enough_full_templates(family: Family, variant: str) -> None:
    """A program may get 8 texts, each from another template, whatever its parameters."""
    kind = family.variants[variant]
    assert len(kind.full) >= 8
    sources = [template.source for template in kind.full]
    assert len(set(sources)) == len(sources)
    for part in parts(family, variant, 5):
        texts = part.texts(random.Random(2), 8)
        assert len(texts) == len(set(texts)) == 8


@every_variant
def test_a_text_states_each_parameter_or_relies_on_its_default(
    family: Family, variant: str
) -> None:
    """What is left of the parameters when the unstated ones are dropped gives the part back."""
    kind = family.variants[variant]
    for part in parts(family, variant, 200):
        for template in [*kind.full, *kind.brief_templates(part.params)]:
            stated = {name: part.params[name] for name in template.states}
            assert kind.complete(stated) == part.params, template.source


@every_variant
def test_texts_read_well(family: Family, variant: str) -> None:
    for part in parts(family, variant, 3):
        for text in part.every_text():
            assert text == text.strip() and "  " not in text and " ," not in text, text
            assert not set("{}[]|") & set(text), text


@every_variant
def test_every_number_is_one_or_two_steps_from_the_text(family: Family, variant: str) -> None:
    for part in parts(family, variant):
        known = explained(part.params)
        for node in part.program.nodes:
            for value in node.nums:
                assert number(value) in known, (part.params, ir.render(part.program))


def explained(params: Mapping[str, Value]) -> set[str]:
    """Numbers that follow from the parameters in at most two steps, and angles and axes."""
    stated = [TAP_DRILLS[v] if isinstance(v, str) else v for v in params.values()]
    halves = [v / 2 for v in stated]
    one = [*stated, *halves, *(2 * v for v in stated), *(a - b for a in stated for b in stated)]
    two = [a - b for a in [*stated, *halves] for v in stated for b in (v, 2 * v)]
    signed = [*one, *two, *(-v for v in [*stated, *halves])]
    return {number(v) for v in (*signed, 0, 1, 60, 90, 120, 360, -90)}


def test_no_two_programs_share_a_text() -> None:
    owners: dict[str, str] = {}
    for family, variant in VARIANTS:
        for part in parts(family, variant, 40):
            program = ir.render(part.program)
            for text in part.every_text():
                assert owners.setdefault(text, program) == program, text
    assert len(owners) > 15_000


def test_every_family_has_thousands_of_programs() -> None:
    for family in FAMILIES.values():
        digests = {ir.digest(part.program) for part in islice(family.draw(random.Random(3)), 2100)}
        assert len(digests) >= 2000, family.name


@every_variant
def test_a_stream_repeats_no_stated_point_and_depends_on_the_seed(
    family: Family, variant: str
) -> None:
    first, again = (list(islice(family.variants[variant].draw(random.Random(4)), 50))
                    for _ in range(2))  # fmt: skip
    other = list(islice(family.variants[variant].draw(random.Random(5)), 50))
    assert first == again != other


def test_a_stream_ends_after_every_part() -> None:
    cube = FAMILIES["primitive"].variants["cube"]
    drawn = [params["side"] for params in cube.draw(random.Random(0))]
    assert sorted(drawn) == list(cube.grid["side"])


def test_defaults_are_those_of_the_documentation() -> None:
    numbers = {
        (family.name, variant.name): {
            name: rule for name, rule in variant.defaults.items() if not callable(rule)
        }
        for family in FAMILIES.values()
        for variant in family.variants.values()
        if variant.defaults
    }
    plate = {"thickness": 5, "hole": 5}
    assert numbers == {
        ("bracket", "plate"): {"thickness": 5},
        ("bracket", "plate_center_hole"): {"thickness": 5, "hole": 5},
        ("bracket", "plate_two_holes"): plate,
        ("bracket", "plate_corner_holes"): plate,
        ("bracket", "angle"): {"thickness": 3},
        ("bracket", "angle_holes"): {"thickness": 3, "hole": 5, "inset": 10},
        ("standoff", "hex_threaded"): {},
        **{("enclosure", name): {"wall": 2} for name in FAMILIES["enclosure"].variants},
        ("flange", "bolted"): {"thickness": 8, "hole": 6},
        ("flange", "blind"): {"thickness": 8, "hole": 6},
    }
    assert FAMILIES["bracket"].part("angle", length=60, width=20).params["height"] == 60
    for hole, inset in {3: 5, 5: 5, 5.5: 6, 6: 6, 6.5: 8, 8: 8, 10: 10}.items():
        drilled = FAMILIES["bracket"].part("plate_corner_holes", length=80, width=60, hole=hole)
        assert drilled.params["inset"] == inset
    for thread, flats in HEX_FLATS.items():
        part = FAMILIES["standoff"].part("hex_threaded", length=20, thread=thread)
        assert part.params["flats"] == flats


def holes(part: Part) -> int:
    """Through holes that the parameters promise."""
    p, name = part.params, part.variant.name
    if part.family == "flange":
        return int(p["bolts"]) + ("bore" in p)
    by_name = {"two_holes": 2, "corner_holes": 4, "floor_holes": 4, "angle_holes": 2}
    for ending, count in by_name.items():
        if name.endswith(ending):
            return count
    return int("hole" in p or "bore" in p or "thread" in p)


def extents(part: Part) -> tuple[float, float, float]:
    """Outer size that the parameters promise."""
    p, name = part.params, part.variant.name
    if name.startswith("hex"):
        return 2 * p["flats"] / math.sqrt(3), p["flats"], p["length"]
    if name.startswith("plate"):
        return p["length"], p["width"], p["thickness"]
    if part.family == "primitive" and name in ("box", "cube"):
        return (p["x"], p["y"], p["z"]) if name == "box" else (p["side"],) * 3
    if "length" in p and "width" in p:
        return p["length"], p["width"], p["height"]
    wide = max(p["bottom"], p["top"]) if name == "frustum" else p["diameter"]
    heights = (p[key] for key in ("height", "thickness", "length", "diameter") if key in p)
    return wide, wide, next(heights)


@every_variant
def test_solids_are_what_the_parameters_say(family: Family, variant: str) -> None:
    for part in parts(family, variant, 10):
        solid = ir.evaluate(part.program)
        assert solid.size == pytest.approx(extents(part)), part.params
        assert solid.genus == holes(part), part.params


@pytest.mark.parametrize(
    ("family", "variant", "stated", "fault"),
    [
        ("bracket", "plate_corner_holes", {"length": 50, "width": 50, "inset": 4}, "edge"),
        ("bracket", "plate_corner_holes", {"length": 20, "width": 20, "inset": 8}, "closer"),
        ("bracket", "plate_two_holes", {"length": 30, "width": 50}, "wider than long"),
        ("bracket", "angle_holes", {"length": 20, "width": 20, "inset": 15}, "other leg"),
        ("standoff", "round_bored", {"diameter": 6, "length": 10, "bore": 5}, "thinner"),
        ("standoff", "hex_threaded", {"flats": 5, "length": 10, "thread": "M4"}, "thinner"),
        ("enclosure", "box", {"length": 20, "width": 20, "height": 20, "wall": 6}, "half"),
        ("enclosure", "box_floor", {"length": 60, "width": 60, "height": 40, "floor": 2}, "simple"),
        ("flange", "blind", {"diameter": 80, "circle": 76, "bolts": 4}, "rim"),
        ("flange", "blind", {"diameter": 40, "circle": 26, "bolts": 8, "hole": 6}, "closer"),
    ],
)  # fmt: skip
def test_bad_parts_are_refused(
    family: str, variant: str, stated: dict[str, Value], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        FAMILIES[family].part(variant, **stated)


def test_unknown_families_are_named_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="'gears'; known: bracket, standoff, enclosure, flange"):
        select(["bracket", "gears"])
    assert [family.name for family in select(["flange", "bracket"])] == ["bracket", "flange"]
    assert select([]) == list(FAMILIES.values())


def test_a_variant_refuses_templates_that_do_not_determine_a_part() -> None:
    cube = FAMILIES["primitive"].variants["cube"]
    with pytest.raises(ValueError, match="unknown slots"):
        Variant("cube", cube.shape, cube.grid, ["cube {size}"])
    with pytest.raises(ValueError, match="does not determine"):
        Variant("cube", cube.shape, cube.grid, ["a cube"])
    assert Variant("cube", cube.shape, cube.grid, ["a cube"], {"side": 10}).full == []
