"""What the parser accepts, what it refuses, and where it says the fault is."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cad0_core import ir
from cad0_core.ir.fields import ROWS, Line

REFUSED = {
    # text: (line, column, in what was found, in what was expected)
    "": (1, 1, "no solid", "makes a solid"),
    "# only a comment\n\n": (3, 1, "no solid", "makes a solid"),
    "cube 1 2 3": (1, 1, "'cube'", "an operation"),
    "c 1 2 3": (1, 1, "'c'", "an operation"),
    "C10 20 30": (1, 1, "'C10'", "an operation"),
    "C 1 2 3\nSC 0 1 1 2": (2, 1, "'SC'", "an operation"),
    "```\nC 1 2 3": (1, 1, "'```'", "an operation"),
    "C 1 2": (1, 6, "2 arguments", "3 arguments"),
    "C 1 2 3 4": (1, 9, "4 arguments", "3 arguments"),
    "Y 5 10 32": (1, 8, "3 arguments", "2 arguments"),
    "C 1 2 10mm": (1, 7, "'10mm'", "a number"),
    "C 1 2 1,5": (1, 7, "'1,5'", "a number"),
    "C 1 2 0x10": (1, 7, "'0x10'", "a number"),
    "C 1 2 1_000": (1, 7, "'1_000'", "a number"),
    "C 1 2 --5": (1, 7, "'--5'", "a number"),
    "C 1 2 .": (1, 7, "'.'", "a number"),
    "C 1 2 nan": (1, 7, "'nan'", "a finite number"),
    "C 1 2 -Infinity": (1, 7, "'-Infinity'", "a finite number"),
    "C 1 2 1e400": (1, 7, "'1e400'", "between"),
    "C 1 2 1000001": (1, 7, "'1000001'", "between"),
    "C 1 2 \u0663": (1, 7, "\u0663", "a number"),
    "C 1 2\u00a03 3": (1, 5, "2", "a number"),
    "C 0 2 3": (1, 3, "'0'", "a length above 0"),
    "C 1 2 -3": (1, 7, "'-3'", "a length above 0"),
    "C 1 2 1e-400": (1, 7, "'1e-400'", "a length above 0"),
    "Y 0 5": (1, 3, "'0'", "a radius above 0"),
    "S -1": (1, 3, "'-1'", "a radius above 0"),
    "K 0 0 5": (1, 3, "0 0", "at least one radius"),
    "K -1 2 5": (1, 3, "'-1'", "a radius of 0 or more"),
    "C 1 2 3\nT 0 1 2": (2, 8, "3 arguments", "4 arguments"),
    "C 1 2 3\nT 1 0 0 0": (2, 3, "this line itself", "an earlier solid"),
    "C 1 2 3\nT 7 0 0 0": (2, 3, "node 7", "an earlier solid"),
    "U 0 0": (1, 3, "this line itself", "an earlier solid"),
    "C 1 2 3\nT -1 0 0 0": (2, 3, "'-1'", "an earlier solid"),
    "C 1 2 3\nT 0.0 0 0 0": (2, 3, "'0.0'", "an earlier solid"),
    "C 1 2 3\nT $a 0 0 0": (2, 3, "'$a'", "an earlier solid"),
    "C 1 2 3\nX 0 1 0 1": (2, 7, "'0'", "a factor other than 0"),
    "C 1 2 3\nLP 0 0 0 0 3 5": (2, 6, "0 0 0", "a direction"),
    "C 1 2 3\nLP 0 1 0 0 0 5": (2, 12, "'0'", "at least 1"),
    "C 1 2 3\nLP 0 1 0 0 2.5 5": (2, 12, "'2.5'", "a whole number"),
    "C 1 2 3\nLP 0 1 0 0 +3 5": (2, 12, "'+3'", "a whole number"),
    "C 1 2 3\nLP 0 1 0 0 3 0": (2, 14, "'0'", "a spacing other than 0"),
    "C 1 2 3\nLP 0 1 0 0 1001 5": (2, 12, "1001", "at most 1000"),
    "C 1 2 3\nLP 0 1 0 0 99999999999999999999 5": (2, 12, "9999", "at least 1"),
    "C 1 2 3\nCP 0 0 0 0 0 0 0 6 360": (2, 12, "0 0 0", "an axis"),
    "C 1 2 3\nCP 0 0 0 0 0 0 1 6 0": (2, 20, "'0'", "an angle other than 0"),
    "C 1 2 3\nLP 0 1 0 0 1000 9\nLP 1 0 1 0 101 9": (3, 1, "101000", "at most 100000"),
    "C 1 2 3\nSH 0 0": (2, 6, "'0'", "a length above 0"),
    "C 1 2 3\nFI 0 -1": (2, 6, "'-1'", "a radius above 0"),
    "C 1 2 3\nCH 0 0": (2, 6, "'0'", "a length above 0"),
    "L 0 0 1 1": (1, 1, "L", "an SK line"),
    "END": (1, 1, "END", "an SK line"),
    "SK 0 0 0 1 0 0 0 1 0\nC 1 2 3": (2, 1, "'C'", "END"),
    "SK 0 0 0 1 0 0 0 1 0\nL 0 0 1 0": (2, 1, "the end of the text", "END"),
    "SK 0 0 0 1 0 0 0 1 0\nhello\nEND\nC 1 2 3": (2, 1, "'hello'", "L, A or END"),
    "SK 0 0 0 0 0 0 0 1 0\nEND\nC 1 2 3": (1, 10, "0 0 0", "an x axis"),
    "SK 0 0 0 1 0 0 1 1 0\nEND\nC 1 2 3": (1, 16, "45 degrees", "90 degrees"),
    "SK 0 0 0 1 0 0 0 1 0\nEND\nC 1 2 3": (2, 1, "0 segments", "at least 2"),
    "C 1 2 3 'name'": (1, 9, "4 arguments", "3 arguments"),
    'C 1 2 3 "name': (1, 9, "no closing quote", 'a closing "'),
    'C 1 2 3 "a" "b"': (1, 13, '"b"', "nothing after the name"),
    'C 1 2 3 "a\\n"': (1, 11, "\\n", "the escape"),
    'C 1 2 3 "a\tb"': (1, 11, "\\t", "no control character"),
    'C 1 2 3"a"': (1, 8, "a quote inside a word", "a blank before"),
    "C 1 2 3#4": (1, 7, "'3#4'", "a number"),
    "C 1 2 3\rC 1 2 3": (1, 8, "carriage return", "LF or CRLF"),
    "C 1 2 3\nGROUND 1": (2, 1, "GROUND", "an operation"),
    "C 1 2 3\nROOT 1 steel": (2, 6, "node 1", "a solid node"),
    "C 1 2 3\nROOT 0": (2, 7, "1 arguments", "a material"),
    "C 1 2 3\nROOT 0 steel shown": (2, 14, "'shown'", "hidden"),
    "C 1 2 3\nROOT 0 steel hidden": (2, 14, "hidden", "visible"),
    "C 1 2 3\nM steel 1 1 1 0": (2, 16, "5 arguments", "5 to 7 numbers"),
    "C 1 2 3\nM steel 1 1 1 0 x": (2, 17, "'x'", "a number"),
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
ACCEPTED = [
    "C 10 20 30\n",
    "\ufeffC 10 20 30",
    "\r\n  C\t10 20\t30  \r\n",
    "# head\n\nC 10 20 30 # tail\n  # more",
    "C 1e1 +20. 30.000",
    "C 10 20 3E+1",
    'C 10 20 30 "Base \\"plate\\" # \\\\ é"  # tail',
    "ROOT 0 steel\nC 10 20 30",
    "M steel .5 .5 .5 1 .2 7.8 .3\nC 10 20 30",
    b"\xef\xbb\xbfC 10 20 30",
]


@pytest.mark.parametrize("text", ACCEPTED, ids=repr)
def test_leniencies(text):
    assert ir.parse(text).nodes == BOX.nodes


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


def test_scene_lines_are_skipped_when_asked_for():
    text = 'PDEF "p" 0\nC 10 20 30\nCAM 1 2 3\nGROUND x'
    assert ir.parse(text, lenient=True).nodes == BOX.nodes
    assert [e.line for e in ir.check(text)] == [1, 3, 4]


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
