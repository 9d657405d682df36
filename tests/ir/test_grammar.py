"""The automaton accepts exactly what `parse` accepts and `render` writes, and never gets stuck."""

import doctest
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cad0_core import ir
from cad0_core.ir import grammar
from cad0_core.ir.grammar import Automaton, State
from cad0_core.ir.grammar_table import compile_table
from cad0_core.ir.ops import LIMITS, OPS, RULES, Arg, Kind, Limits, Op
from cad0_core.parts.sampling import of_every_variant

TIGHT = replace(LIMITS, nodes=5, copies=4, instances=9, number=30)
WIDE = replace(LIMITS, nodes=24, instances=30)  # room for references of two digits
AUTOMATA = {limits: Automaton(compile_table(limits)) for limits in (LIMITS, TIGHT, WIDE)}
AUTOMATON = AUTOMATA[LIMITS]
KNOWN = [op for op in OPS.values() if op.trained]
# Sketches have rules and tests of their own: test_grammar_sketch.py.
TRAINED = [op for op in KNOWN if op.makes == "solid" and op.args[0].kind is not Kind.SKETCH]
ALPHABET = "".join(map(chr, sorted(AUTOMATON.alphabet)))

every_limit = pytest.mark.parametrize("limits", AUTOMATA, ids=["usual", "tight", "wide"])


def accepts(text: str, limits: Limits = LIMITS) -> bool:
    automaton = AUTOMATA[limits]
    state = automaton.run(automaton.start(), text.encode())
    return state is not None and automaton.accepts_end(state)


def belongs(text: str, limits: Limits = LIMITS) -> bool:
    """The definition: parses, is canonical, and has nothing but nodes of trained operations."""
    try:
        program = ir.parse(text, limits=limits)
        canonical = ir.render(program) == text
    except ir.IRError:
        return False
    plain = not (program.roots or program.materials or any(node.name for node in program.nodes))
    trained = all(OPS[node.code] in TRAINED for node in program.nodes)
    return canonical and plain and trained


def walk(rng: random.Random, limits: Limits, steps: int) -> Iterator[tuple[State, str]]:
    """States of a random text with what has been written, up to where `steps` bytes run out."""
    automaton = AUTOMATA[limits]
    state, text = automaton.start(), ""
    for _ in range(steps):
        yield state, text
        following = [(byte, automaton.step(state, byte)) for byte in automaton.alphabet]
        byte, after = rng.choice([(b, s) for b, s in following if s is not None] or [(0, None)])
        if after is None:
            return
        state, text = after, text + chr(byte)


WORDS = ["0", "0", "1", "2", "3", "10", "-1", "0.5", "-0.125", "2.75", "30", "29.999", "1000"]


def random_text(rng: random.Random, limits: Limits) -> str:
    """Valid lines of all trained operations; of the lines tried, those that belong."""
    lines: list[str] = []
    for _ in range(3 * min(limits.nodes, 10)):
        op = rng.choice(TRAINED)
        words = [
            str(rng.randrange(len(lines) + 2)) if arg.kind is Kind.REF else rng.choice(WORDS)
            for arg in op.args
        ]
        line = " ".join([op.code, *words])
        if accepts_or_belongs("\n".join([*lines, line]), limits):
            lines.append(line)
    return "\n".join(lines)


def accepts_or_belongs(text: str, limits: Limits) -> bool:
    """Whether a text belongs, having asserted that the automaton says the same."""
    found = accepts(text, limits)
    assert found is belongs(text, limits), repr(text)
    return found


@every_limit
def test_random_lines_are_accepted_if_they_parse(limits: Limits) -> None:
    rng = random.Random(1)
    texts = [random_text(rng, limits) for _ in range(80)]
    codes = {line.split()[0] for text in texts for line in text.splitlines()}
    assert codes == {op.code for op in TRAINED}
    assert max(text.count("\n") + 1 for text in texts) >= min(limits.nodes, 12)


@every_limit
def test_changing_one_byte_is_accepted_only_if_the_result_parses(limits: Limits) -> None:
    rng = random.Random(2)
    refused = kept = 0
    for _ in range(70):
        text = random_text(rng, limits)
        for _ in range(12 if text else 0):
            at, cut = rng.randrange(len(text)), rng.choice([0, 0, 1, 1, 1, 2])
            changed = text[:at] + rng.choice(["", *ALPHABET]) + text[at + cut :]
            same = accepts_or_belongs(changed, limits)
            refused, kept = refused + (not same), kept + same
    assert refused > 300 and kept > 50


def test_every_part_is_accepted_and_only_whole_lines_end_it() -> None:
    count = 0
    for sample in of_every_variant(5, seed=3):
        text = sample.ir
        ends = [accepts(text[:length]) for length in range(len(text) + 1)]
        assert ends[-1], text
        assert all(ir.parse(text[:length]) for length, end in enumerate(ends) if end)
        count += 1
    assert count >= 5 * 100


NUMBERS = ["".join(p) for length in range(1, 6) for p in product("05.-", repeat=length)]
LINES = [
    "S {}", "C 1 {} 1", "K 0 {} 1", "K {} 0 1", "T 0 {} 0 0", "R 0 1 1 {}", "X 0 {} 1 1",
    "LP 0 0 0 {} 2 1", "LP 0 {} 1 0 2 1", "LP 0 1 0 0 {} 1", "LP 0 1 0 0 2 {}",
    "CP 0 {} 0 0 0 0 1 2 360", "CP 0 0 0 0 0 -0.5 {} 2 360", "U 0 {}", "D {} 0",
]  # fmt: skip


def test_every_short_number_in_every_place() -> None:
    """All strings of up to five characters: shape, sign, zero, and the limits of counts."""
    for form in LINES:
        found = [n for n in NUMBERS if accepts_or_belongs(f"Y 1 1\n{form.format(n)}", LIMITS)]
        assert found, form


EDGES = [
    "999999", "999999.999", "1000000", "1000000.1", "1000000.001", "1000001", "1100000", "9999999",
    "10000000", "0.001", "0.0001", "0.000", "0.010", "00", "00.5", "0.5.5", "1-", "--1",
    "999999.9990",
]  # fmt: skip


@pytest.mark.parametrize("sign", ["", "-"])
def test_numbers_about_the_limits(sign: str) -> None:
    for number in EDGES:
        for form in LINES:
            accepts_or_belongs(f"Y 1 1\n{form.format(sign + number)}", LIMITS)


@pytest.mark.parametrize(
    "text",
    ["", "C 1 1 1\n", "C 1 1", "C 1 1 1 1", "C  1 1 1", "c 1 1 1", "L", "LP", "T 0 1 1 1", "SC 1",
     "C 1 1 1\n\nS 1", "C 1 1 1\nT 1 0 0 0", "C 1 1 1\nU 0 00", 'S 1 "ball"', "S 1\nROOT 0 steel",
     "S 1\nSH 0 0.1", "S 1 # ball", "S\t1", "S 1\r", "SK 0 0 0 1 0 0 0 1 0", "\u00e9"],
)  # fmt: skip
def test_texts_outside_the_grammar_are_refused(text: str) -> None:
    assert not accepts(text) and not belongs(text)


@settings(max_examples=300)
@given(st.text(ALPHABET, max_size=30))
def test_any_text_is_accepted_only_if_it_belongs(text: str) -> None:
    accepts_or_belongs(text, LIMITS)
    accepts_or_belongs(f"S 1\n{text}", TIGHT)


@every_limit
def test_finish_is_the_length_of_the_shortest_end(limits: Limits) -> None:
    """By induction: it is 0 exactly at an end, and the best byte lowers it by exactly 1."""
    automaton = AUTOMATA[limits]
    for seed in range(12):
        for state, text in walk(random.Random(seed), limits, 150):
            finish = automaton.finish(state)
            assert (finish == 0) is automaton.accepts_end(state), text
            following = [automaton.step(state, byte) for byte in automaton.alphabet]
            best = min((automaton.finish(s) for s in following if s is not None), default=0)
            # In a sketch it is the length of a plan, which a byte may improve on.
            in_sketch = state.code == "SK" or text.endswith(("\nS", "S"))
            assert best == finish - 1 or finish == 0 or (in_sketch and best < finish), text
            if finish == 0 and "SK" not in text:
                assert belongs(text, limits), text


def test_the_limit_of_nodes_and_of_copies_after_nesting() -> None:
    full = "\n".join(["S 1"] * LIMITS.nodes)
    assert accepts(full) and belongs(full) and not accepts(full + "\nS 1")
    nested = "S 1\nLP 0 1 0 0 1000 5\nLP 1 1 0 0 100 5"
    for line, good in {"T 2 1 1 1": True, "LP 2 1 0 0 1 5": True, "LP 2 1 0 0 2 5": False,
                       "U 0 2": False, "U 2 0": False, "U 1 1": True}.items():  # fmt: skip
        assert accepts_or_belongs(f"{nested}\n{line}", LIMITS) is good
    # 12 alone is too many solids, yet 1 must be refused as its beginning only where 1 is too.
    lines = "\n".join(["S 1"] * 12 + ["LP 0 1 0 0 29 5"])
    for ref in range(14):
        accepts_or_belongs(f"{lines}\nU 12 {ref}", WIDE)
        accepts_or_belongs(f"{lines}\nU 12 0\nU {ref} 11", WIDE)


def test_a_row_or_limit_that_has_no_form_is_refused() -> None:
    flag = Op("F", "flagged", (Arg("f", Kind.FLAG),), "", trained=True)
    arcs = replace(OPS["A"], trained=True)
    nothing = Op("N", "copies of nothing", (Arg("count", Kind.COUNT),), "", trained=True)
    bounded = [replace(LIMITS, **{name: 0}) for name in ("nodes", "copies", "instances")]
    limits = [*bounded, replace(LIMITS, number=0.5), replace(LIMITS, text_bytes=1000)]
    for op in (flag, arcs, nothing):
        with pytest.raises(ValueError, match="no form"):
            compile_table(ops=[*KNOWN, op])
    with pytest.raises(ValueError, match="sketches of just SK L"):
        compile_table(ops=[*TRAINED, OPS["SK"], OPS["L"]])
    for limit in limits:
        with pytest.raises(ValueError, match=r"limits|no form|exceed"):
            compile_table(limit)
    with pytest.raises(ValueError, match="first line"):
        compile_table(ops=[op for op in TRAINED if op.refs])


def test_the_grammar_follows_the_op_table() -> None:
    """A row that becomes trained joins, with its own rules."""
    sweep = Op("W", "half", (Arg("a", Kind.SWEEP), Arg("d", Kind.EXTENT)), "", trained=True,
               not_all_zero=((1, 2, "an extent"),))  # fmt: skip
    automaton = Automaton(compile_table(ops=[*KNOWN, sweep, replace(OPS["SH"], trained=True)]))
    assert RULES[Kind.SWEEP].high == 360
    for text, good in {"W 360 1": True, "W 360.5 1": False, "W 361 1": False, "W 0 1": False,
                       "W 1 0": False, "S 5\nSH 0 1": True}.items():  # fmt: skip
        state = automaton.run(automaton.start(), text.encode())
        assert (state is not None and automaton.accepts_end(state)) is good, text


def test_examples_of_the_documentation() -> None:
    assert doctest.testmod(grammar).attempted == 3
    assert doctest.testmod(grammar).failed == 0
