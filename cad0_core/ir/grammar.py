"""The decoding grammar: an automaton over bytes whose every complete text is a valid program.

It accepts exactly the canonical texts (no names, ROOT or M lines) of the trained operations that
`parse` accepts under the same limits, the total of copies after nesting included, and from each
of its states a valid end can be reached. Lines that nothing refers to are allowed, as by `parse`;
whether the solid makes sense is the evaluator's to say. Of sketches it knows a part, and there a
text may be refused by `parse` because the loop crosses itself: see `grammar_sketch.py`.

`Automaton` interprets a `Table`, plain data that goes into `cad0.json`. These are all the rules;
any other interpreter, such as the browser's, follows them and reads nothing but the table.

State: `solids` (for each finished node the number of solids it stands for once all patterns and
shared nodes are written out; for a sketch minus the number of its lines), `code` (letters of the
operation so far), `arg` (index of the argument, -1 while the code is read), `at` (number: row of
the number table; node and count: the value so far, -1 before its first digit), `total` (solids of
the line so far), `zero` (all numbers so far of a group that may not be all 0 are 0). It begins as
[], "", -1, -1, 0, false. After the code `SK` the rules of `grammar_sketch.py` hold up to the end
of the E or V line.

An operation is possible if it has no references or `solids` is not empty. `room` of a node
argument is instances - total - (node arguments of the line still to come after it); node i fits
if it is below the length of `solids` and 0 < solids[i] <= room.

One byte, where no rule applies it is refused:
- In the code, a letter: code + letter begins the code of a possible operation.
- In the code, a blank: code is that of a possible operation; its first argument begins.
- In a number, one of `symbols`: at = next[at][index of the symbol], refused if that is -1.
- In a node or count, a digit: refused if at is 0 (no leading zeros), else at = 10 max(at, 0) +
  digit. A count lies in 1 to the lesser of copies and floor(instances / total). A node either
  fits or, unless it is 0, is continued by some digits to one that does.
- A blank, if the argument can end and is not the last: a node adds solids[at] to total, a count
  multiplies total by at. zero becomes (number is 0) if the argument's `zeros` is 1, stays only
  if the number is 0 where it is 2, and is false where it is 0. The next argument begins: at is
  its `after_zeros` if zero, else its `start`.
- A line end, if the last argument can end and one more line stays within `nodes`: total, updated
  in the same way, joins `solids`, 1 for an operation without references; a new code begins.
An argument can end: a number where ends[at] >= 0 (it is 0 where ends[at] is 0), a node where it
fits, a count from its first digit on. The text can end where the last argument can.

From a state to the nearest end it takes the bytes that the argument still needs (`finish`[at] of
a number; 1 for a count or node before its first digit; as many digits as lead a node to one that
fits) and 2 for each argument of the line to come; in the code, the rest of the shortest line.

>>> automaton = Automaton()
>>> state = automaton.run(automaton.start(), b"C 50 30 5")
>>> automaton.accepts_end(state), automaton.run(state, b"\\nD 0 1")
(True, None)
"""

from __future__ import annotations

import copy
from collections.abc import Hashable
from typing import NamedTuple

from cad0_core.ir.grammar_number import REFUSED
from cad0_core.ir.grammar_sketch import BLANK, FEWEST, LINE_END, Block, Sketches
from cad0_core.ir.grammar_table import (
    CLEARS,
    COUNT_KIND,
    FORMAT,
    NODE_KIND,
    NOTHING,
    OPENS,
    VERSION,
    OpRow,
    Table,
    by_prefix,
    compile_table,
    number_kinds,
)

_ZERO, _NINE = ord("0"), ord("9")
_CODE = -1  # `arg` while the code is read
_SKETCH = OpRow(code="SK", nodes=0, args=[])  # begins a block


class State(NamedTuple):
    """Where a text stands; the module docstring explains the fields."""

    solids: tuple[int, ...] = ()
    code: str = ""
    arg: int = _CODE
    at: int = NOTHING
    total: int = 0
    zero: bool = False
    block: Block | None = None  # the sketch that is being read


class Automaton:
    """Steps through texts byte by byte. Immutable: one instance serves any number of texts.

    `table` is the grammar, by default that of the op table under the language's limits; for a
    budget of n lines `compile_table(replace(LIMITS, nodes=n))`. Raises ValueError for data that
    is not a table of this version.
    """

    def __init__(self, table: Table | None = None) -> None:
        table = compile_table() if table is None else table
        if (found := (table.get("format"), table.get("version"))) != (FORMAT, VERSION):
            raise ValueError(f"expected {(FORMAT, VERSION)}, found {found}")
        self._table = table
        self._nodes = table["nodes"]
        self._instances, self._copies = table["instances"], table["copies"]
        self._ends, self._finish = table["numbers"]["ends"], table["numbers"]["finish"]
        self._symbols = {ord(symbol): i for i, symbol in enumerate(table["symbols"])}
        self._next = table["numbers"]["next"]
        self._ops = {op["code"]: op for op in table["ops"]}
        self.sketches = Sketches(table)
        self._segments = table["segments"] if table["sketch"] else 0
        self._plan = self.sketches.finish(Block(0, FEWEST)) if table["sketch"] else 0
        # Operations that begin with some letters: on the first line, on any other; with sketches.
        every, first = table["ops"], [op for op in table["ops"] if not op["nodes"]]
        self._beginning = [by_prefix(ops) for ops in (first, every)]
        self._beginning += [by_prefix([*ops, _SKETCH]) for ops in (first, every)]
        self._kinds = number_kinds(table["ops"])
        self._growth = max(op["nodes"] for op in table["ops"]) * self._copies

    def as_data(self) -> Table:
        """The grammar as plain data (ready for JSON): a copy."""
        return copy.deepcopy(self._table)

    @property
    def alphabet(self) -> frozenset[int]:
        """All bytes that occur in programs."""
        letters = "".join([*self._ops, *(["SKLENDV"] if self._plan else [])]).encode()
        return frozenset((*letters, *self._symbols, BLANK, LINE_END))

    def start(self) -> State:
        """The state of the empty text."""
        return State()

    def step(self, state: State, byte: int) -> State | None:
        """The state after one more byte, None if no program goes on so."""
        if state.block is not None:
            return self._read_block(state, state.block, byte)
        if state.arg == _CODE:
            return self._read_code(state, byte)
        if byte in (BLANK, LINE_END):
            return self._end_argument(state, byte)
        return self._read_argument(state, byte)

    def run(self, state: State | None, text: bytes) -> State | None:
        """The state after several bytes, None if no program goes on so."""
        for byte in text:
            if state is None:
                return None
            state = self.step(state, byte)
        return state

    def accepts_end(self, state: State) -> bool:
        """Whether the text up to here is a program."""
        if state.block is not None:
            return self.sketches.ends(state.block)
        if state.arg == _CODE:
            return False
        args = self._ops[state.code]["args"]
        return state.arg == len(args) - 1 and self._can_end(state)

    def finish(self, state: State) -> int:
        """The fewest bytes that make the text up to here a program; in a sketch, of `plan`."""
        return self.rest(state) + 2 * self.to_come(state)

    def to_come(self, state: State) -> int:
        """Arguments of the line that have not begun; 0 in the code. Two bytes finish each."""
        return 0 if state.arg == _CODE else len(self._ops[state.code]["args"]) - 1 - state.arg

    def rest(self, state: State) -> int:
        """The fewest bytes that finish the argument; in the code, the line."""
        if state.block is not None:
            return self.sketches.finish(state.block)
        if state.arg == _CODE:
            possible = self._possible(state)[state.code]
            lengths = [len(op["code"]) + (2 * len(op["args"]) or self._plan) for op in possible]
            return min(lengths) - len(state.code)
        kind = self._ops[state.code]["args"][state.arg]["kind"]
        if kind == "number":
            return self._finish[state.at]
        if kind == "count" or state.at == NOTHING:
            return int(state.at == NOTHING)
        return self._digits_to_fit(state, state.at)

    def key(self, state: State, reach: int) -> Hashable:
        """What decides how a text goes on for at most `reach` (>= 1) blanks and line ends.

        After the same bytes within that reach, states with equal keys have equal `rest`, and
        equal `finish` where a line has ended; without bytes, equal `accepts_end`.
        """
        solids, code, arg, at, _, zero, block = state
        sketches = tuple(i for i, count in enumerate(solids) if count < 0)
        if block is not None:
            if reach > 1:
                return state
            inside = self.sketches.key(block)
            return None if inside is None else (inside, self._more(state, 2, len(block.corners)))
        if arg == _CODE:
            # At a reach of 3 the arguments of another line come in: `S 5`, line end, `T 0`.
            free = reach < 3 and self._copies_are_free(state)
            return (code, len(solids), sketches, self._more(state)) if free else state
        kinds = self._kinds[code][arg : arg + 1 + reach]
        beyond = reach - (len(self._kinds[code]) - arg)  # blanks and line ends after this line
        if beyond > 0 or (min(kinds) <= COUNT_KIND and not self._copies_are_free(state)):
            return state
        another = beyond == 0 and self._more(state, 1)
        return kinds, at, zero, another, (len(solids), sketches) if NODE_KIND in kinds else NOTHING

    def _copies_are_free(self, state: State) -> bool:
        """Whether nothing that this line may say exceeds the limit of all copies."""
        return max(state.solids, default=1) * self._growth <= self._instances

    def _more(self, state: State, nodes: int = 0, drawn: int = 0) -> tuple[bool, bool]:
        """Whether another node and another sketch fit when so many nodes and lines are added."""
        room = self._nodes - len(state.solids) - nodes
        return room > 0, room > 1 and self._undrawn(state) - drawn >= FEWEST

    def _undrawn(self, state: State) -> int:
        """Sketch lines that the text still has room for."""
        drawn = min(state.solids, default=0) < 0
        return self._segments + (sum(n for n in state.solids if n < 0) if drawn else 0)

    def _possible(self, state: State) -> dict[str, list[OpRow]]:
        """The operations that a line may hold, by the letters that they begin with."""
        return self._beginning[bool(state.solids) + 2 * self._more(state)[1]]

    def _read_block(self, state: State, block: Block, byte: int) -> State | None:
        if byte == LINE_END and self.sketches.ends(block):
            solids = (*state.solids, -len(block.corners), 1)
            return State(solids) if len(solids) < self._nodes else None
        after = self.sketches.step(block, byte)
        return None if after is None else State(state.solids, state.code, block=after)

    def _read_code(self, state: State, byte: int) -> State | None:
        beginning = self._possible(state)
        if byte != BLANK:
            code = state.code + chr(byte)
            return State(state.solids, code) if code in beginning else None
        if _SKETCH in beginning[state.code] and state.code == "SK":
            return self._read_block(state, Block(len(state.solids), self._undrawn(state)), byte)
        op = self._ops.get(state.code)
        if op is None or op not in beginning[state.code]:
            return None
        return State(state.solids, state.code, 0, op["args"][0]["start"])

    def _read_argument(self, state: State, byte: int) -> State | None:
        solids, code, arg, at, total, zero, _ = state
        symbol = self._symbols.get(byte)
        if symbol is None:
            return None
        kind = self._ops[code]["args"][arg]["kind"]
        if kind == "number":
            at = self._next[at][symbol]
            return None if at == REFUSED else State(solids, code, arg, at, total, zero)
        if at == 0 or not _ZERO <= byte <= _NINE:
            return None
        at = max(at, 0) * 10 + byte - _ZERO
        if kind == "count":
            good = 1 <= at <= min(self._copies, self._instances // total)
        else:
            good = self._digits_to_fit(state, at) != REFUSED
        return State(solids, code, arg, at, total, zero) if good else None

    def _end_argument(self, state: State, byte: int) -> State | None:
        solids, code, arg, at, total, zero, _ = state
        args = self._ops[code]["args"]
        last = arg == len(args) - 1
        if last == (byte == BLANK) or not self._can_end(state):
            return None
        row = args[arg]
        if row["kind"] == "node":
            total += solids[at]
        elif row["kind"] == "count":
            total *= at
        if last:
            another = len(solids) + 1 < self._nodes
            return State((*solids, total or 1)) if another else None
        zeros = row["zeros"]
        zero = zeros != CLEARS and self._ends[at] == 0 and (zero or zeros == OPENS)
        start = args[arg + 1]["after_zeros" if zero else "start"]
        return State(solids, code, arg + 1, start, total, zero)

    def _can_end(self, state: State) -> bool:
        """Whether the argument is complete."""
        kind = self._ops[state.code]["args"][state.arg]["kind"]
        if kind == "number":
            return self._ends[state.at] != REFUSED
        return state.at > 0 if kind == "count" else self._digits_to_fit(state, state.at) == 0

    def _digits_to_fit(self, state: State, node: int) -> int:
        """The fewest digits that make `node` a node whose copies still fit; -1 if none do."""
        solids = state.solids
        room = self._instances - state.total - (self._ops[state.code]["nodes"] - 1 - state.arg)
        low, high = node, node + 1
        digits = 0
        while 0 <= low < len(solids):
            if any(0 < count <= room for count in solids[low:high]):
                return digits
            if low == 0:
                break
            low, high, digits = low * 10, high * 10, digits + 1
        return REFUSED
