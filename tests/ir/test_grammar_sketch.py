"""Sketches under the grammar: what it accepts parses, unless the loop crosses itself."""

import random
from dataclasses import replace

import pytest

from cad0_core import ir
from cad0_core.ir.grammar import Automaton, State
from cad0_core.ir.grammar_mask import TokenMask
from cad0_core.ir.grammar_sketch import Block
from cad0_core.ir.grammar_table import compile_table
from cad0_core.ir.ops import LIMITS, Limits

TIGHT = replace(LIMITS, nodes=5, segments=7)
AUTOMATA = {limits: Automaton(compile_table(limits)) for limits in (LIMITS, TIGHT)}
PLANES = {"0 0 0 1 0 0 0 1 0": "xy", "0 0 0 1 0 0 0 0 1": "xz", "0 0 0 0 1 0 0 0 1": "yz"}
SIMPLE = "L 0 0 9 0\nL 9 0 9 5\nL 9 5 0 5\nL 0 5 0 0\nEND"
UP = "SK 0 0 0 1 0 0 0 0 1"

every_limit = pytest.mark.parametrize("limits", AUTOMATA, ids=["usual", "tight"])


def run(text: str, limits: Limits = LIMITS) -> State | None:
    return AUTOMATA[limits].run(AUTOMATA[limits].start(), text.encode())


def accepts(text: str, limits: Limits = LIMITS) -> bool:
    state = run(text, limits)
    return state is not None and AUTOMATA[limits].accepts_end(state)


def only_crosses(text: str, limits: Limits = LIMITS) -> bool:
    """Whether `parse` refuses a text for nothing but loops that cross themselves.

    The nodes of such a loop are not made, so what refers to them is an error that follows.
    """
    return all(
        "touch or cross" in error.found or "sketch" in error.expected
        for error in ir.check(text, limits=limits)
    )


def in_form(text: str) -> bool:
    """What the docstring of `grammar_sketch.py` promises of a text that parses, said again."""
    lines = [line.split() for line in text.split("\n")]
    for before, words in zip(lines, [*lines[1:], [""]], strict=True):
        if (before[0] == "END") is not (words[0] in ("E", "V")):
            return False
    nodes = ir.parse(text).nodes
    for at, node in enumerate(nodes):
        if node.code == "SK":
            user = nodes[at + 1]
            plane = PLANES.get(" ".join(map(ir_number, node.nums)), "")
            if not plane or user.refs != (at,) or any(s.code != "L" for s in node.segments):
                return False
            if user.code == "E":
                inside = [abs(n) for n, axis in zip(user.nums, "xyz", strict=True) if axis in plane]
                if max(inside) > 500:
                    return False
            elif not turns_in_form(node, user.nums[:6], plane):
                return False
    return True


def turns_in_form(sketch: ir.Node, axis: tuple[float, ...], plane: str) -> bool:
    units = {(0, 0, 0, *(float(i == at) for i in range(3))): name for at, name in enumerate("xyz")}
    name = units.get(axis, "")
    if not name or name not in plane:
        return False
    away = [segment.start[1 - plane.index(name)] for segment in sketch.segments]
    return min(away) >= 0 or max(away) <= 0


def ir_number(value: float) -> str:
    return f"{value:g}"


def accepts_rightly(text: str, limits: Limits = LIMITS) -> bool:
    """Whether a text is accepted, having asserted that it should or should not be."""
    found = accepts(text, limits)
    try:
        canonical = ir.render(ir.parse(text, limits=limits)) == text and in_form(text)
    except ir.IRError:
        assert not found or only_crosses(text, limits), text
        return found
    assert found is canonical, text
    return found


def random_block(rng: random.Random, node: int) -> str:
    """Often right; coordinates from few values, so that corners and axes are met."""
    few = ["0", "0", "1", "4", "4.5", "-3", "7.125", "0.001"]
    signed = rng.random() < 0.3
    values = few if signed else [word for word in few if word[0] != "-"]
    count = rng.choice([2, 3, 3, 4, 5])
    corners = [(rng.choice(values), rng.choice(values)) for _ in range(count)]
    lines = [
        f"L {' '.join(start)} {' '.join(end)}"
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    vector = " ".join(rng.choice(["0", "0", "12", "-3.5", "500.5"]) for _ in range(3))
    axis = rng.choice(["1 0 0", "0 1 0", "0 0 1", "1 1 0"])
    user = rng.choice([f"E {node} {vector}", f"V {node} 0 0 0 {axis} {rng.choice(['90', '360'])}"])
    return "\n".join([f"SK {rng.choice([*PLANES])}", *lines, "END", user])


@every_limit
def test_random_sketches_are_accepted_if_they_parse_and_have_the_form(limits: Limits) -> None:
    rng = random.Random(1)
    kept = {"E": 0, "V": 0}
    for _ in range(700):
        first = rng.choice(["", "S 1\n"])
        text = first + random_block(rng, first.count("\n"))
        if accepts_rightly(text, limits):
            kept[text.rsplit("\n", 1)[1][0]] += 1
            for more in ("T 1 1 1 1", "U 0 1", "D 1 0", "T 0 1 1 1", "S 2", "SK"):
                accepts_rightly(f"{text}\n{more}", limits)
    assert min(kept.values()) > 8


@every_limit
def test_changing_one_byte_of_a_sketch(limits: Limits) -> None:
    rng = random.Random(2)
    alphabet = "".join(map(chr, sorted(AUTOMATA[limits].alphabet)))
    texts = [f"{UP}\n{SIMPLE}\n{user}" for user in ("E 0 0 3 0", "V 0 0 0 0 0 0 1 360")]
    refused = kept = 0
    for text in texts:
        assert accepts_rightly(text, limits)
        for _ in range(700):
            at, cut = rng.randrange(len(text)), rng.choice([0, 1, 1, 2])
            same = accepts_rightly(
                text[:at] + rng.choice(["", *alphabet]) + text[at + cut :], limits
            )
            refused, kept = refused + (not same), kept + same
    assert refused > 500 and kept > 30


@pytest.mark.parametrize(
    "text",
    [
        f"{UP}\n{SIMPLE}",
        f"{UP}\n{SIMPLE}\nS 1",
        f"S 1\n{UP}\n{SIMPLE}\nE 0 0 3 0",
        f"{UP}\n{SIMPLE}\nE 0 0 3 0\nT 0 1 1 1",  # moves a sketch
        f"{UP}\n{SIMPLE}\nE 0 1 0 1",  # within the plane
        f"{UP}\n{SIMPLE}\nV 0 0 0 0 0 1 0 360",  # about the normal
        f"{UP}\n{SIMPLE.replace('0', '-1')}\nV 0 0 0 0 0 0 1 360",  # across the axis
        f"{UP}\nL 0 0 9 1\nL 9 1 9 5\nL 9 5 0 0\nEND\nV 0 0 0 0 0 0 1 360",  # one point on it
        f"{UP}\nL 0 0 9 0\nL 9 0 0 0\nEND\nE 0 0 3 0",
        f"{UP}\nL 0 0 9 0\nL 9 0 9 0\nL 9 0 9 5\nL 9 5 0 0\nEND\nE 0 0 3 0",
        f"{UP}\nL 0 0 9 0\nL 9 1 9 5\nL 9 5 0 0\nEND\nE 0 0 3 0",
        f"{UP}\nEND\nE 0 0 3 0",
        "L 0 0 9 0",
        "E 0 0 0 1",
        "S 1\nEND",
    ],
)
def test_texts_outside_the_form_are_refused(text: str) -> None:
    assert not accepts_rightly(text)


def test_the_limit_of_lines_closes_the_loop() -> None:
    """Seven lines in the text: four are drawn, the next three must be a loop."""
    first = f"{UP}\n{SIMPLE}\nE 0 0 3 0\n{UP}\n"
    state = run(first + "L 0 0 1 0\nL 1 0 1 1\nL 1 1", TIGHT)
    assert state is not None and AUTOMATA[TIGHT].step(state, ord(" ")) is not None
    assert run(first + "L 0 0 1 0\nL 1 0 1 1\nL 1 1 5", TIGHT) is None
    closed = first + "L 0 0 1 0\nL 1 0 1 1\nL 1 1 0 0\nEND\nE 2 0 1 0"
    assert accepts_rightly(closed, TIGHT) and accepts_rightly(closed + "\nT 3 1 0 0", TIGHT)
    assert run(closed + "\nSK", TIGHT) is None


def test_two_more_nodes_must_fit() -> None:
    for solids, fits in ((3, True), (4, False)):
        text = "\n".join(["S 1"] * solids)
        assert (run(f"{text}\nSK", TIGHT) is not None) is fits
        assert accepts_rightly(f"{text}\n{UP}\n{SIMPLE}\nE {solids} 0 3 0", TIGHT) is fits


@every_limit
def test_every_state_of_a_sketch_leads_to_an_end(limits: Limits) -> None:
    """Random texts that prefer sketches: the plan is a way on, and comes nearer with each byte."""
    automaton = AUTOMATA[limits]
    rng = random.Random(4)
    planned = 0
    for _ in range(60):
        state, text = automaton.start(), "SK"
        state = automaton.run(state, text.encode())
        for _ in range(rng.choice([20, 60, 140])):
            assert state is not None
            if isinstance(state.block, Block):
                plan = automaton.sketches.plan(state.block)
                ended = automaton.run(state, plan.encode())
                assert ended is not None and automaton.accepts_end(ended), text
                assert automaton.finish(state) >= len(plan)
                assert not plan or automaton.finish(
                    automaton.step(state, ord(plan[0]))  # type: ignore[arg-type]
                ) < automaton.finish(state)
                planned += 1
                assert only_crosses(text + plan, limits)
            choices = [(b, automaton.step(state, b)) for b in sorted(automaton.alphabet)]
            good = [(b, after) for b, after in choices if after is not None]
            if not good:
                break
            byte, state = rng.choice([g for g in good if chr(g[0]) in " \nSK"] or good)
            if rng.random() < 0.5:
                byte, state = rng.choice(good)
            text += chr(byte)
    assert planned > 500


def test_a_corner_that_no_byte_could_mend_is_refused_at_once() -> None:
    """`4.125` is where the line began, and no digit may follow it."""
    state = run(f"{UP}\nL 0 4.125 0 4.12")
    assert state is not None and AUTOMATA[LIMITS].step(state, ord("5")) is None
    assert AUTOMATA[LIMITS].step(state, ord("6")) is not None


def vocabulary(loose: bool) -> list[bytes | None]:
    """Bytes, numbers with and without a blank, codes with a line end; if loose, several words."""
    numbers = ["0", "1", "5", "12", "4.125", "-3", "7.12", "360"]
    words = [f"{blank}{number}" for number in numbers for blank in ("", " ")]
    words += [f"\n{code}" for code in ("L", "END", "SK", "E", "V", "S", "U", "T", "EN")]
    words += [" 0 0", " 0 5", "0\nL", " 0\nEND\nE", " 0 0 0 1", "\nL 0 0", "5 0"] if loose else []
    return [*(bytes([byte]) for byte in range(128)), *(word.encode() for word in words), None]


@pytest.mark.parametrize("loose", [False, True])
@every_limit
def test_masks_of_sketches_are_those_of_each_token_tried(limits: Limits, loose: bool) -> None:
    """Walks that meet the same keys in many states; tokens of one word, and of several."""
    texts = vocabulary(loose)
    mask = TokenMask(texts, len(texts) - 1, AUTOMATA[limits])
    rng = random.Random(6)
    sketched = 0
    for _ in range(10):
        state = mask.advance(mask.start(), ord("S"))
        state = mask.advance(state, ord("K")) if state and rng.random() < 0.8 else state
        for _ in range(60):
            assert state is not None
            tried = {token for token in range(len(texts)) if mask.advance(state, token)}
            tried |= {mask.end} if mask.automaton.accepts_end(state) else set()
            ids = mask.ids(state).tolist()
            assert sorted(ids) == sorted(tried)
            sketched += state.block is not None
            words = [token for token in ids if token >= 128 and token != mask.end]
            token = rng.choice(words if words and rng.random() < 0.8 else ids)
            if token == mask.end:
                break
            state = mask.advance(state, token)
    assert sketched > 100


@pytest.mark.parametrize("loose", [False, True])
def test_a_sketch_ends_within_any_budget(loose: bool) -> None:
    texts = vocabulary(loose)
    mask = TokenMask(texts, len(texts) - 1)
    for seed in range(25):
        rng = random.Random(seed)
        state, text, left = mask.advance(mask.start(), ord("S")), "S", rng.randint(4, 260)
        while True:
            assert state is not None
            ids = mask.ids(state, left).tolist()
            liked = [t for t in ids if t != mask.end and (texts[t] or b"")[-1:] in b"K\nL012345 "]
            token = rng.choice(liked or ids)
            left -= 1
            if token == mask.end:
                break
            text += (texts[token] or b"").decode()
            state = mask.advance(state, token)
        assert left >= 0 and accepts(text) and only_crosses(text), text
