"""Text to program: one linear pass that either builds every node or says what is wrong.

The only exception is IRError, whatever the input. `check` reports all errors of a text,
`parse` raises the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cad0_core.ir import sketch
from cad0_core.ir.errors import IRError, counted
from cad0_core.ir.fields import ROWS, Line, Row, TooMany
from cad0_core.ir.lex import (
    BLANKS,
    INTEGER,
    Tail,
    decode,
    is_plain,
    number_fault,
    quote,
    split_tail,
)
from cad0_core.ir.ops import LIMITS, OLD_CODES, OPS, SCENE_CODES, Limits, Op
from cad0_core.ir.program import Material, Node, Program, Root, Segment


def parse(text: str | bytes, *, lenient: bool = False, limits: Limits = LIMITS) -> Program:
    """The program of a text; raises the first IRError in the text.

    `lenient` skips assembly and scene lines instead of refusing them.
    """
    reader = _read(text, lenient, limits)
    if reader.errors:
        raise reader.errors[0]
    return Program(tuple(reader.nodes), tuple(reader.roots), tuple(reader.materials))


def check(text: str | bytes, *, lenient: bool = False, limits: Limits = LIMITS) -> list[IRError]:
    """Every error of a text in order of line and column, `limits.errors` at most."""
    return _read(text, lenient, limits).errors


def _read(text: str | bytes, lenient: bool, limits: Limits) -> _Reader:
    reader = _Reader(lenient, limits)
    try:
        reader.run(decode(text, limits.text_bytes))
    except IRError as error:  # not UTF-8, or too long: nothing else can be said
        reader.errors.append(error)
    except TooMany:
        pass
    reader.errors.sort(key=lambda error: (error.line, error.column))
    return reader


@dataclass
class _Block:
    """A sketch block that is still open."""

    line: int
    source: str
    nums: tuple[float, ...] | None  # of the SK line; None if it had an error
    name: str | None
    segments: list[Segment] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)  # where each segment stands
    sound: bool = True  # False after an error inside: the loop is then not judged


class _Reader(Line):
    """State of one pass. Lines with errors still take an id, so later references stay right."""

    def __init__(self, lenient: bool, limits: Limits) -> None:
        super().__init__(limits)
        self.lenient = lenient
        self.roots: list[Root] = []
        self.root_lines: list[tuple[int, str]] = []
        self.materials: list[Material] = []
        self.block: _Block | None = None
        self.segments = 0  # of all blocks

    def run(self, text: str) -> None:
        """Read all lines; errors are collected, TooMany ends the reading early."""
        plain = is_plain(text)
        for self.line, self.source in enumerate(text.split("\n"), 1):
            line = self.source
            tokens = line.split() if plain else BLANKS.findall(line)
            if not plain and "\r" in line:
                at = line.index("\r") + 1
                self.fail_at(at, "a lone carriage return", "LF or CRLF at the end of a line")
                self.lost(tokens)
            elif not tokens or tokens[0][0] == "#":
                continue
            elif tokens[0] in SCENE_CODES and self.block is None:
                self.scene(tokens[0])
            elif '"' in line or "#" in line:
                self.tailed(line, tokens)
            else:
                self.statement(tokens, None, plain or is_plain(line))
        self.finish()

    def tailed(self, line: str, tokens: list[str]) -> None:
        """A line with a quote or a `#` somewhere."""
        try:
            line, name = split_tail(line)
        except Tail as fault:
            self.fail_at(fault.offset + 1, fault.found, fault.expected)
            self.lost(tokens)
            return
        self.statement(BLANKS.findall(line), name, is_plain(line))

    def lost(self, tokens: list[str]) -> None:
        """Keep ids right after a line that could not be split."""
        if not tokens or tokens[0][0] == "#":
            return
        row = ROWS.get(tokens[0])
        if self.block is not None:
            self.block.sound = False
        elif row is not None and row.op.makes == "sketch":
            self.block = _Block(self.line, self.source, None, None)
        elif tokens[0] not in ("ROOT", "M") and (row is None or row.op.makes):
            self.add(None)

    def scene(self, code: str) -> None:
        """An assembly, light or camera line."""
        if not self.lenient:
            self.fail(0, code, "an operation", f"{code} is not part of a solid")

    def statement(self, tokens: list[str], name: str | None, plain: bool) -> None:
        """One line that is neither blank, comment nor scene."""
        code = tokens[0] if tokens else ""
        row = ROWS.get(code)
        if self.block is not None:
            if row is not None and not row.op.makes:
                self.in_block(self.block, row, tokens, name, plain)
                return
            if row is None and code not in SCENE_CODES and code not in ("ROOT", "M"):
                self.fail(0, quote(code), "L, A or END inside a sketch")
                self.block.sound = False
                return
            self.missing_end(self.block, code)
        if row is not None:
            self.operation(row, tokens, name, plain)
        elif code == "ROOT":
            self.root(tokens, name)
        elif code == "M":
            self.material(tokens, name)
        elif code in SCENE_CODES:
            self.scene(code)
        else:
            meant = OLD_CODES.get(code) or (code.upper() if code.upper() in OPS else "")
            about = f"use {meant}" if meant else "unknown operation"
            self.fail(0, quote(code), "an operation (" + " ".join(OPS) + ")", about)
            self.add(None)

    def add(self, node: Node | None, instances: int = 1) -> None:
        """Take the next id; None for a line with an error."""
        if len(self.nodes) >= self.limits.nodes:
            self.fail(0, "one more", f"at most {self.limits.nodes} nodes")
            raise TooMany
        self.nodes.append(node or Node(""))
        self.kinds.append(OPS[node.code].makes if node else "")
        self.instances.append(instances)

    def operation(self, row: Row, tokens: list[str], name: str | None, plain: bool) -> None:
        """A line that makes a node or opens a sketch."""
        op = row.op
        if not op.makes:
            self.fail(0, op.code, "an SK line before it", f"{op.code} stands outside a sketch")
            return
        values = self.values(row, tokens, plain)
        if op.makes == "sketch":
            nums = values[1] if values else None
            self.block = _Block(self.line, self.source, nums, name)
        elif values is None:
            self.add(None)
        else:
            refs, nums = values
            node = Node(op.code, refs, nums, (), name, self.line)
            self.add(node, self.written_out(op, node))

    def written_out(self, op: Op, node: Node) -> int:
        """How many solids the node stands for once patterns and shared nodes are written out."""
        refs = node.refs
        if not refs:
            return 1
        total = self.instances[refs[0]]
        if len(refs) == 2:
            total += self.instances[refs[1]]
        if op.count is not None:
            total *= int(node.nums[op.count])
        if total <= self.limits.instances:
            return total
        most = f"at most {self.limits.instances} solids after all copies"
        self.fail(0, f"{total}", most, op.code)
        return 1

    def in_block(
        self, block: _Block, row: Row, tokens: list[str], name: str | None, plain: bool
    ) -> None:  # fmt: skip
        """A line of a sketch block."""
        if name is not None:
            self.fail(len(tokens), "a name", f"no name on {row.op.code}: the SK line carries it")
        values = self.values(row, tokens, plain)
        if row.op.code == "END":
            self.close(block)
            return
        self.segments += 1
        if self.segments > self.limits.segments:
            self.fail(0, "one more", f"at most {self.limits.segments} sketch lines")
            raise TooMany
        if values is None:
            block.sound = False
        else:
            block.segments.append(Segment(row.op.code, values[1]))
            block.lines.append((self.line, self.source))

    def missing_end(self, block: _Block, code: str) -> None:
        """Another statement, or the end of the text, where END is due."""
        where = f"the sketch opened on line {block.line}"
        self.fail(0, quote(code) if code else "the end of the text", f"END to close {where}")
        block.sound = False
        self.close(block)

    def close(self, block: _Block) -> None:
        """Judge the loop and make the sketch node."""
        self.block = None
        sound = block.sound
        here = self.line, self.source
        if sound:
            for fault in sketch.loop_faults(block.segments):
                at_end = fault.segment >= len(block.lines)
                self.line, self.source = here if at_end else block.lines[fault.segment]
                self.fail(0 if at_end else fault.at + 1, fault.found, fault.expected, "sketch")
                sound = False
            self.line, self.source = here
        if sound and block.nums is not None:
            segments = tuple(block.segments)
            self.add(Node("SK", (), block.nums, segments, block.name, block.line))
        else:
            self.add(None)

    def root(self, tokens: list[str], name: str | None) -> None:
        """`ROOT n material [hidden]`; whether n exists is judged at the end of the text."""
        usage = "`ROOT n material [hidden]`"
        if name is not None or not 3 <= len(tokens) <= 4:
            found = "a quoted name" if name is not None else counted(len(tokens) - 1, "argument")
            self.fail(min(len(tokens), 4), found, "a node id, a material and perhaps hidden", usage)
        elif INTEGER.fullmatch(tokens[1]) is None:
            self.fail(1, quote(tokens[1]), "the id of a solid node", usage)
        elif len(tokens) == 4 and tokens[3] != "hidden":
            self.fail(3, quote(tokens[3]), "hidden or nothing", usage)
        else:
            self.roots.append(Root(int(tokens[1]), tokens[2], len(tokens) == 4))
            self.root_lines.append((self.line, self.source))

    def material(self, tokens: list[str], name: str | None) -> None:
        """`M name r g b metallic roughness [density [friction]]`."""
        usage = "`M name r g b metallic roughness [density [friction]]`"
        if name is not None or not 7 <= len(tokens) <= 9:
            found = "a quoted name" if name is not None else counted(len(tokens) - 1, "argument")
            self.fail(min(len(tokens), 9), found, "a name and 5 to 7 numbers", usage)
            return
        faults = [(i, number_fault(tokens[i], self.limits.number)) for i in range(2, len(tokens))]
        for i, fault in faults:
            if fault is not None:
                self.fail(i, *fault, usage)
        if not any(fault for _, fault in faults):
            self.materials.append(Material(tokens[1], tuple(map(float, tokens[2:]))))

    def finish(self) -> None:
        """What can only be judged at the end: the last sketch, ROOT lines, the solid itself."""
        if self.block is not None:
            self.missing_end(self.block, "")
        end = self.line, self.source
        for root, where in zip(self.roots, self.root_lines, strict=True):
            self.line, self.source = where
            made = self.kinds[root.node] if root.node < len(self.nodes) else None
            if made is None or made == "sketch":
                what = "which is not made" if made is None else "a sketch"
                self.fail(1, f"node {root.node}, {what}", "the id of a solid node", "ROOT")
        self.line, self.source = end
        if self.roots and all(root.hidden for root in self.roots):
            self.line, self.source = self.root_lines[-1]
            self.fail(3, "every root hidden", "at least one visible ROOT")
        elif all(kind == "sketch" for kind in self.kinds):
            self.fail(0, "no solid", "at least one operation that makes a solid")
