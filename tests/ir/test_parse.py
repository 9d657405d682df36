"""What the parser accepts, what it refuses, and where it says the fault is."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cad0_core import ir
from cad0_core.ir.fields import ROWS, Line
from cad0_core.ir.ops import SCENE_CODES

# What a file of text can not hold; all other refusals stand in refused.toml.
REFUSED = {
    # text: (line, column, in what was found, in what was expected)
    b"C 1 2 3\nC 1 2 \xff": (2, 7, "0xff", "UTF-8"),
    "C 1 2 3\nT 0 1 1 \ud800": (2, 9, "ud800", "a number"),
}


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_refusals_name_line_column_found_and_expected(text):
    line, column, found, expected = REFUSED[text]
    with pytest.raises(ir.IRError) as caught:
        ir.parse(text)
    error = caught.value
    assert (error.line, error.column) == (line, column), str(error)
    assert found in error.found
    assert expected in error.expected
    assert error.found in error.message
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), vars(copy)) == (str(error), vars(error))


BOX = ir.parse("C 10 20 30")


def test_bytes_may_begin_with_a_mark():
    assert ir.parse(b"\xef\xbb\xbfC 10 20 30") == BOX


@pytest.mark.parametrize("code", sorted(SCENE_CODES))
def test_every_line_of_a_scene_is_refused_or_skipped(code):
    text = f"C 10 20 30\n{code} 0 1 2"
    (error,) = ir.check(text)
    assert (error.line, error.column, error.found) == (2, 1, code)
    assert "not part of a solid" in error.message
    assert ir.parse(text, lenient=True) == BOX


def test_names_roots_and_materials_survive_a_round_trip():
    text = (
        'C 1 2 3 "a \\"b\\" \\\\ # ü"\nY 1 2\nM steel 0.5 0.5 0.5 1 0.2 7.8\n'
        "ROOT 0 steel\nROOT 1 steel hidden"
    )
    program = ir.parse(text)
    assert ir.render(program) == text
    assert program.nodes[0].name == 'a "b" \\ # ü'
    assert program.root_ids == (0,)
    assert program.unused == (1,)


def test_all_errors_are_reported_together_in_order():
    text = "C 1 2\nY -1 nan\nT 0 1 1 1\nU 2 9\nROOT 77 x\nfoo"
    errors = ir.check(text)
    assert [(e.line, e.column) for e in errors] == [(1, 6), (2, 3), (2, 6), (4, 5), (5, 6), (6, 1)]
    with pytest.raises(ir.IRError) as caught:
        ir.parse(text)
    assert str(caught.value) == str(errors[0])


def test_the_excerpt_points_at_the_column():
    head, source, caret = str(ir.check("C 1 2 x")[0]).split("\n")
    assert head.startswith("line 1, column 7: ")
    assert source[len(caret) - 1] == "x"
    long = str(ir.check("C 1 2 " + "9" * 5000)[0]).split("\n")
    assert len(long[1]) < 100 and long[1][len(long[2]) - 1] == "9"


def test_without_root_the_last_solid_is_the_root():
    program = ir.parse("C 1 1 1\nY 1 1\nSK 0 0 0 1 0 0 0 1 0\nL 0 0 1 0\nL 1 0 0 1\nL 0 1 0 0\nEND")
    assert program.root_ids == (1,)
    assert program.unused == (0, 2)


def test_limits_stop_early():
    small = ir.Limits(nodes=10, text_bytes=1000, errors=5)
    too_many = ir.check("C 1 1 1\n" * 11, limits=small)
    assert [(e.line, e.expected) for e in too_many] == [(11, "at most 10 nodes")]
    assert "at most 1000 bytes" in ir.check(" " * 1001, limits=small)[0].expected
    assert len(ir.check("C 0 1 1\n" * 9, limits=small)) == 5
    doubling = "C 1 1 1\n" + "\n".join(f"U {i} {i}" for i in range(30))
    assert ir.check(doubling)[0].line == 18  # 2**17 solids


@given(st.text() | st.binary() | st.text(alphabet='CYTLPSKEND 0123456789.-+e"#\n\r\t\\'))
def test_nothing_but_the_documented_error(text):
    for error in ir.check(text):
        assert error.line >= 1 and error.column >= 1 and str(error)


TOKENS = st.sampled_from(
    ["0", "1", "2.5", "-3", "1e2", "nan", "1_0", "\u0663", "5.", "1e7", "-0", "007", "1" * 12, "x"]
)


@given(st.sampled_from(sorted(ROWS)), st.data())
def test_the_fast_reader_accepts_exactly_what_the_careful_one_does(code, data):
    row = ROWS[code]
    tokens = [code, *(data.draw(TOKENS) for _ in range(row.tokens - 1))]
    line = Line(ir.LIMITS)
    careful = line.careful_numbers(row, tokens)
    assert (careful is None) == bool(line.errors)
    if " ".join(tokens).isascii() and "_" not in "".join(tokens):
        assert line.fast_numbers(row, tokens) == careful
