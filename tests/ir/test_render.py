"""Canonical text, normal form and digest."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cad0_core import ir
from cad0_core.ir.ops import Kind
from cad0_core.ir.render import number

MILLI = st.integers(-5_000_000, 5_000_000).map(lambda n: n / 1000)
POSITIVE = st.integers(1, 5_000_000).map(lambda n: n / 1000)
NUMBERS = {
    Kind.SIZE: POSITIVE,
    Kind.RADIUS: POSITIVE,
    Kind.CONE_RADIUS: POSITIVE,
    Kind.COORDINATE: MILLI,
    Kind.EXTENT: MILLI,
    Kind.ANGLE: MILLI,
    Kind.SPACING: MILLI.filter(bool),
    Kind.DIRECTION: MILLI,
    Kind.STEP_ANGLE: MILLI.filter(bool),
    Kind.FACTOR: MILLI.filter(bool),
    Kind.COUNT: st.integers(1, 3),
}
# Sketches have their own tests; every other op is drawn here.
CODES = [op.code for op in ir.OPS.values() if op.makes == "solid" and op.code not in ("E", "V")]
NAMES = st.none() | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=9)


@st.composite
def programs(draw: st.DrawFn) -> ir.Program:
    """Valid programs without sketches, numbers with at most 3 decimals."""
    nodes: list[ir.Node] = []
    for _ in range(draw(st.integers(1, 12))):
        op = ir.OPS[draw(st.sampled_from(CODES if nodes else ["C", "Y", "S", "K"]))]
        refs = tuple(draw(st.integers(0, len(nodes) - 1)) for _ in range(op.refs))
        nums = [draw(NUMBERS[arg.kind]) for arg in op.numbers]
        for start, end, _ in op.not_all_zero:
            if not any(nums[start:end]):
                nums[start] = 1.0
        nodes.append(ir.Node(op.code, refs, tuple(nums), name=draw(NAMES)))
    return ir.Program(tuple(nodes))


@given(programs())
def test_rendered_programs_parse_to_themselves(program):
    text = ir.render(program)
    again = ir.parse(text)
    assert again == program
    assert [node.name for node in again.nodes] == [node.name for node in program.nodes]
    assert ir.render(again) == text


@given(st.floats(-1e6, 1e6))
def test_numbers_are_canonical(value):
    text = number(value)
    assert float(text) == round(value, 3)
    assert number(float(text)) == text
    assert "e" not in text and text != "-0" and not (("." in text) and text.endswith("0"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0625, "0.062"), (0.1875, "0.188"), (-0.0004, "0"), (-0.0, "0"), (5.0, "5"), (7, "7"),
     (1e6, "1000000"), (2.5e-3, "0.003"), (0.0005, "0.001"), (-12.34, "-12.34")],
)  # fmt: skip
def test_numbers_round_half_to_even_on_the_exact_value(value, text):
    # 0.0625 is an exact tie; 0.0025 and 0.0005 are stored a little above theirs.
    assert number(value) == text


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("C 1 2 0.0004", 1, 7), ("C 1 1 1\nX 0 1 1 -0.0003", 2, 9), ("K 0.0001 0.0002 5", 1, 3),
     ("C 1 1 1\nLP 0 0.0001 0 0.0002 2 5", 2, 6), ("C 1 1 1\nLP 0 1 0 0 2 1e-4", 2, 14)],
)  # fmt: skip
def test_rendering_refuses_to_destroy_a_value(text, line, column):
    with pytest.raises(ir.IRError, match="rounding to 3 decimals destroys") as caught:
        ir.render(ir.parse(text))
    assert (caught.value.line, caught.value.column) == (line, column)


@given(programs())
def test_normal_form_is_a_fixed_point_with_nothing_unused(program):
    form = ir.normal_form(program)
    assert form.unused == ()
    assert ir.normal_form(form) == form
    assert ir.parse(ir.render(form)) == form
    assert ir.digest(form) == ir.digest(program)


def shuffled(program: ir.Program, order: tuple[int, ...]) -> ir.Program | None:
    """The same nodes in another order, or None if a reference would point forward."""
    place = {old: new for new, old in enumerate(order)}
    nodes = []
    for new, old in enumerate(order):
        node = program.nodes[old]
        refs = tuple(place[ref] for ref in node.refs)
        if any(ref >= new for ref in refs):
            return None
        nodes.append(ir.Node(node.code, refs, node.nums))
    return ir.Program(tuple(nodes))


def test_digest_ignores_order_names_duplicates_and_unused_nodes():
    plain = ir.parse("C 9 9 9\nY 1 20\nT 1 2 2 0\nS 5\nU 0 3\nD 4 2")
    orders = [shuffled(plain, order) for order in itertools.permutations(range(6))]
    legal = [program for program in orders if program is not None]
    assert len(legal) > 5
    same = [
        "S 5\nC 9 9 9\nU 0 1\nY 1 20 \"pin\"\nT 3 2 2 0\nD 2 4\n# note\nM steel 1 1 1 0 0",
        "C 9 9 9\nS 5\nU 1 0\nY 1 20\nY 1 20\nT 4 2 2 0\nC 7 7 7\nD 2 5",
    ]  # fmt: skip
    digests = {ir.digest(program) for program in [plain, *legal, *map(ir.parse, same)]}
    assert len(digests) == 1
    for other in (
        "C 9 9 9\nY 1 20\nT 1 2 2 0\nS 5\nU 0 3\nD 2 4",
        "C 9 9 9\nY 1 20\nT 1 2 2 0\nS 5\nU 0 3\nI 4 2",
        "C 9 9 9\nY 1 20\nT 1 2 2.001 0\nS 5\nU 0 3\nD 4 2",
    ):
        assert ir.digest(ir.parse(other)) not in digests


def test_several_roots_are_folded_into_unions():
    roots = ir.parse("C 1 1 1\nS 2\nY 3 3\nROOT 0 m\nROOT 1 m\nROOT 2 m hidden")
    assert ir.digest(roots) == ir.digest(ir.parse("S 2\nC 1 1 1\nU 0 1"))


def test_normal_form_of_a_deep_chain_needs_no_recursion():
    text = "C 1 1 1\n" + "\n".join(f"T {i} 1 0 0" for i in range(4000))
    assert len(ir.normal_form(ir.parse(text)).nodes) == 4001
