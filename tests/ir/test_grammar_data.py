"""The grammar as JSON is whole: a reader that knows only its rules says the same at every byte."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cad0_core.ir.grammar import Automaton
from cad0_core.ir.grammar_table import compile_table
from cad0_core.ir.ops import LIMITS, OPS, Kind

TABLES = {
    "usual": compile_table(),
    "few": compile_table(replace(LIMITS, nodes=4, copies=4, instances=9, number=30, segments=6)),
    "wide": compile_table(replace(LIMITS, nodes=24, copies=40, instances=90)),
}


class Reader:
    """The rules of the grammar's docstrings again, over JSON, with a state that changes.

    Written as it would be in JavaScript. After a refused byte the state is of no use.
    """

    def __init__(self, text: str) -> None:
        self.table: dict[str, Any] = json.loads(text)
        self.solids: list[int] = []
        self.plane: Any = None
        self.corners: list[tuple[str, str]]
        self.line()

    def line(self) -> None:
        self.code, self.arg, self.at, self.total, self.zero = "", -1, -1, 0, False
        self.piece, self.text, self.corners, self.x = "", "", [], ""

    def undrawn(self) -> int:
        return self.table["segments"] + sum(min(count, 0) for count in self.solids)

    def op(self) -> Any:
        return next(op for op in self.table["ops"] if op["code"] == self.code)

    def fits(self, node: int) -> bool:
        room = self.table["instances"] - self.total - (self.op()["nodes"] - 1 - self.arg)
        return 0 <= node < len(self.solids) and 0 < self.solids[node] <= room

    def can_end(self) -> bool:
        kind = self.op()["args"][self.arg]["kind"]
        if kind == "number":
            return bool(self.table["numbers"]["ends"][self.at] >= 0)
        return self.at > 0 if kind == "count" else self.fits(self.at)

    def end(self) -> bool:
        if self.piece:
            return self.piece in ("DZ", "ANGLE") and self.table["numbers"]["ends"][self.at] >= 0
        return self.arg >= 0 and self.arg == len(self.op()["args"]) - 1 and self.can_end()

    def read(self, char: str) -> bool:
        if self.piece:
            return self.draw(char)
        if self.arg < 0:
            possible = [op for op in self.table["ops"] if self.solids or not op["nodes"]]
            if len(self.solids) + 1 < self.table["nodes"] and self.undrawn() >= 3:
                possible.append({"code": "SK"})
                if self.code + char == "SK ":
                    self.piece = "PLANE"
                    return self.draw(char)
            if char == " ":
                found = [op for op in possible if op["code"] == self.code]
                if found:
                    self.arg, self.at = 0, found[0]["args"][0]["start"]
                return bool(found)
            self.code += char
            return any(op["code"].startswith(self.code) for op in possible)
        return self.separate(char) if char in " \n" else self.digit(char)

    def digit(self, char: str) -> bool:
        symbol = self.table["symbols"].find(char)
        kind = self.op()["args"][self.arg]["kind"]
        if kind == "number":
            self.at = self.table["numbers"]["next"][self.at][symbol] if symbol >= 0 else -1
            return self.at >= 0
        if self.at == 0 or not 0 <= symbol <= 9:
            return False
        self.at = max(self.at, 0) * 10 + symbol
        if kind == "count":
            most = min(self.table["copies"], self.table["instances"] // self.total)
            return 1 <= self.at <= most
        begins = str(self.at)
        return any(self.fits(i) for i in range(len(self.solids)) if str(i).startswith(begins))

    def draw(self, char: str) -> bool:
        """A byte of a sketch, of its E or of its V."""
        if self.piece in ("PLANE", "LINE", "SWEPT"):
            self.text += char
            fitting = [words for words in self.words() if words[0].startswith(self.text)]
            if fitting and fitting[0][0] == self.text:
                self.begin(fitting[0][1])
            return bool(fitting)
        if self.at < 0:
            self.at = self.row() if char == " " else -1
            return self.at >= 0
        numbers = self.table["numbers"]
        symbol = self.table["symbols"].find(char)
        if symbol >= 0:
            self.at, self.text = numbers["next"][self.at][symbol], self.text + char
            if self.at < 0:
                return False
            last = max(numbers["next"][self.at]) < 0
            return not (last and self.piece == "Y" and self.no_corner())
        if self.end():
            if char != "\n":
                return False
            self.solids += [-len(self.corners), 1]
            self.line()
            return len(self.solids) < self.table["nodes"]
        return numbers["ends"][self.at] >= 0 and self.next_piece() and self.draw(char)

    def begin(self, piece: str) -> None:
        if self.piece == "PLANE":
            texts = [plane["text"] for plane in self.table["sketch"]["planes"]]
            self.plane = self.table["sketch"]["planes"][texts.index(self.text[1:-2])]
        self.piece, self.text, self.at = piece, "", -1

    def words(self) -> list[tuple[str, str]]:
        """What a piece may say, and the piece after it."""
        if self.piece == "PLANE":
            return [(f" {p['text']}\nL", "X") for p in self.table["sketch"]["planes"]]
        if self.piece == "LINE":
            line = "\nL " + " ".join(self.corners[-1])
            if len(self.corners) < self.undrawn():
                return [(line, "X")]
            return [(f"{line} {' '.join(self.corners[0])}", "SWEPT")]
        node = len(self.solids)
        found = [(f"\nEND\nE {node}", "DX")]
        for axis in self.plane["axes"]:
            away = [float(corner[axis["across"]]) for corner in self.corners]
            on = [abs(a) <= self.table["sketch"]["on_axis"] for a in away]
            alone = [on[i] and not on[i - 1] and not on[(i + 1) % len(on)] for i in range(len(on))]
            if not any(alone) and (min(away) >= 0 or max(away) <= 0):
                found.append((f"\nEND\nV {node} {axis['text']}", "ANGLE"))
        return found

    def row(self) -> int:
        sketch = self.table["sketch"]
        if self.piece in ("X", "Y"):
            return int(sketch["coordinate"])
        if self.piece == "ANGLE":
            return int(sketch["sweep"])
        normal = ("DX", "DY", "DZ")[self.plane["normal"]] == self.piece
        return int(sketch["normal" if normal else "along"])

    def no_corner(self) -> bool:
        corner, known = (self.x, self.text), self.corners
        return bool(known) and (corner == known[-1] or (corner == known[0] and len(known) < 3))

    def next_piece(self) -> bool:
        if self.piece == "X":
            self.x = self.text
            self.begin("Y")
        elif self.piece == "Y":
            corner = (self.x, self.text)
            if self.no_corner():
                return False
            closes, first = corner in self.corners[:1], not self.corners
            if not closes:
                self.corners.append(corner)
            self.begin("SWEPT" if closes else "X" if first else "LINE")
        else:
            self.begin({"DX": "DY", "DY": "DZ"}[self.piece])
        return True

    def separate(self, char: str) -> bool:
        args = self.op()["args"]
        last = self.arg == len(args) - 1
        if not self.can_end() or last != (char == "\n"):
            return False
        row = args[self.arg]
        if row["kind"] == "node":
            self.total += self.solids[self.at]
        if row["kind"] == "count":
            self.total *= self.at
        if last:
            self.solids.append(self.total or 1)
            self.line()
            return len(self.solids) < self.table["nodes"]
        is_zero = row["kind"] == "number" and self.table["numbers"]["ends"][self.at] == 0
        self.zero = is_zero and (row["zeros"] == 1 or (row["zeros"] == 2 and self.zero))
        self.arg += 1
        self.at = args[self.arg]["after_zeros" if self.zero else "start"]
        return True


SQUARE = "SK 0 0 0 1 0 0 0 0 1\nL 0 0 5 0\nL 5 0 5 7.125\nL 5 7.125 0 7\nL 0 7"
BEGINNINGS = ["", "S 1\nSK", SQUARE, f"{SQUARE} 0 0\nEND\n", "SK 0 0 0 1 0 0 0 1 0\nL"]


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("name", TABLES)
def test_a_reader_of_the_json_agrees_at_every_byte(name: str, beginning: str) -> None:
    automaton = Automaton(TABLES[name])
    text = json.dumps(automaton.as_data())
    compared, refused, ended = 0, 0, 0
    for seed in range(25 if not beginning else 6):
        rng = random.Random(seed)
        written = beginning
        begun = automaton.run(automaton.start(), written.encode())
        assert begun is not None
        state = begun
        while len(written) < len(beginning) + 60:
            wild = rng.random() < 0.02  # else one that the automaton takes
            byte = rng.choice([*automaton.alphabet, *b"Za+e\t"])
            after = automaton.step(state, byte)
            if after is None and not wild:
                continue
            reader = Reader(text)
            assert all(map(reader.read, written))
            assert reader.end() is automaton.accepts_end(state), written
            assert reader.read(chr(byte)) is (after is not None), written + chr(byte)
            compared, refused = compared + 1, refused + (after is None)
            ended += automaton.accepts_end(state)
            if after is not None:
                written, state = written + chr(byte), after
            elif not any(automaton.step(state, byte) for byte in automaton.alphabet):
                break
    if not beginning:
        assert compared > 500 and refused > 15 and ended > 100
    assert compared > 100 and refused


def test_the_table_is_json_and_makes_the_same_automaton_again(tmp_path: Path) -> None:
    data = Automaton().as_data()
    again = Automaton(json.loads(json.dumps(data)))
    assert again.as_data() == data == compile_table()
    assert [op["code"] for op in data["ops"]] == [
        op.code
        for op in OPS.values()
        if op.trained and op.makes == "solid" and op.args[0].kind is not Kind.SKETCH
    ]
    assert len(json.dumps(data, separators=(",", ":"))) < 6000  # travels with every model
    data["ops"].clear()
    assert Automaton().as_data()["ops"]


@pytest.mark.parametrize("change", [{"version": 1}, {"format": "other"}])
def test_another_version_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cad0-grammar"):
        Automaton({**compile_table(), **change})  # type: ignore[typeddict-item]
