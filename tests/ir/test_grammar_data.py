"""The grammar as JSON is whole: a reader that knows only its rules says the same at every byte."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cad0_core.ir.grammar import Automaton
from cad0_core.ir.grammar_table import compile_table
from cad0_core.ir.ops import LIMITS, OPS

TABLES = {
    "usual": compile_table(),
    "few": compile_table(replace(LIMITS, nodes=4, copies=4, instances=9, number=30)),
    "wide": compile_table(replace(LIMITS, nodes=24, copies=40, instances=90)),
}


class Reader:
    """The rules of `grammar.py`'s docstring again, over JSON, with a state that changes.

    Written as it would be in JavaScript. After a refused byte the state is of no use.
    """

    def __init__(self, text: str) -> None:
        self.table: dict[str, Any] = json.loads(text)
        self.solids: list[int] = []
        self.line()

    def line(self) -> None:
        self.code, self.arg, self.at, self.total, self.zero = "", -1, -1, 0, False

    def op(self) -> Any:
        return next(op for op in self.table["ops"] if op["code"] == self.code)

    def fits(self, node: int) -> bool:
        room = self.table["instances"] - self.total - (self.op()["nodes"] - 1 - self.arg)
        return 0 <= node < len(self.solids) and self.solids[node] <= room

    def can_end(self) -> bool:
        kind = self.op()["args"][self.arg]["kind"]
        if kind == "number":
            return bool(self.table["numbers"]["ends"][self.at] >= 0)
        return self.at > 0 if kind == "count" else self.fits(self.at)

    def end(self) -> bool:
        return self.arg >= 0 and self.arg == len(self.op()["args"]) - 1 and self.can_end()

    def read(self, char: str) -> bool:
        if self.arg < 0:
            possible = [op for op in self.table["ops"] if self.solids or not op["nodes"]]
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


@pytest.mark.parametrize("name", TABLES)
def test_a_reader_of_the_json_agrees_at_every_byte(name: str) -> None:
    automaton = Automaton(TABLES[name])
    text = json.dumps(automaton.as_data())
    compared, refused, ended = 0, 0, 0
    for seed in range(25):
        rng = random.Random(seed)
        written, state = "", automaton.start()
        while len(written) < 60:
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
    assert compared > 500 and refused > 15 and ended > 100


def test_the_table_is_json_and_makes_the_same_automaton_again(tmp_path: Path) -> None:
    data = Automaton().as_data()
    again = Automaton(json.loads(json.dumps(data)))
    assert again.as_data() == data == compile_table()
    assert [op["code"] for op in data["ops"]] == [op.code for op in OPS.values() if op.trained]
    assert len(json.dumps(data, separators=(",", ":"))) < 6000  # travels with every model
    data["ops"].clear()
    assert Automaton().as_data()["ops"]


@pytest.mark.parametrize("change", [{"version": 2}, {"format": "other"}])
def test_another_version_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cad0-grammar"):
        Automaton({**compile_table(), **change})  # type: ignore[typeddict-item]
