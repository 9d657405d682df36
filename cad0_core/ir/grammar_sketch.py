"""Sketches in the decoding grammar: a block of lines and the E or V that follows it.

What the mask holds: the plane is one of three through the origin, each line starts where the last
one ended, no line is without length, the loop closes at its first corner from the third line on,
and then END and the E or V of this very sketch follow. An extrusion leaves the plane; the axis of
a revolution is one of the plane's, and only one that the profile does not cross or meet in a
single point. That the loop does not cross itself is not held: no automaton over bytes can, since
whether a number leads to a crossing shows only in its last digit. `parse` refuses such a loop.

The text is read in pieces, all but the first begun by the byte that ends the piece before:
- PLANE: a blank, `text` of a plane, line end, `L`. Then X.
- X, Y: a blank and a number from row `coordinate`. After Y the corner (x, y) is known. The first
  one is followed by X. A later one is refused if it is the one before it, or if it is the first
  and there are fewer than three; if it is the first, SWEPT follows, else LINE. A digit is refused
  too if it makes a refused corner of a number that no byte continues.
- LINE: line end, `L`, the words of the last corner; then X. If this is the last line within
  `segments` of the whole text: the words of the first corner too, then SWEPT.
- SWEPT: line end, `END`, line end, then `E` and the sketch's id (then DX) or `V`, the id and
  `text` of an axis of the plane (then ANGLE). An axis is possible if the coordinates `across` of
  all corners are >= 0 or all <= 0, and each one within `on_axis` of 0 has such a neighbour in the
  loop.
- DX, DY, DZ: a blank and a number from row `normal` for the component `normal` of the plane, else
  from row `along`. The text may end where the number of DZ can.
- ANGLE: a blank and a number from row `sweep`, at the end of which the text may end.
A line end after the last two adds two nodes to `solids`: minus the number of lines drawn, which no
reference fits, and 1. `SK` is a possible operation where two more nodes stay within `nodes` and
three more lines within `segments`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from itertools import pairwise
from typing import NamedTuple

from cad0_core.ir.grammar_number import REFUSED
from cad0_core.ir.grammar_table import NOTHING, Table
from cad0_core.ir.outline import crossing

BLANK, LINE_END = ord(" "), ord("\n")
FEWEST = 3  # lines that close a loop

PLANE, X, Y, LINE, SWEPT, DX, DY, DZ, ANGLE = range(9)
_WORDS = (PLANE, LINE, SWEPT)
_LAST = (DZ, ANGLE)

Corner = tuple[str, str]


class Block(NamedTuple):
    """A sketch up to some byte; the module docstring explains the pieces."""

    node: int  # id of the sketch
    left: int  # lines that the text still had room for when the sketch began
    piece: int = PLANE
    text: str = ""  # of the piece so far; of a number without its blank
    at: int = NOTHING  # row of the number, NOTHING before its blank
    plane: int = 0
    corners: tuple[Corner, ...] = ()
    x: str = ""  # of the corner whose Y is being read

    @property
    def corner(self) -> Corner:
        """The corner that is complete if the number of Y ends here."""
        return self.x, self.text


class Sketches:
    """Steps through blocks byte by byte. Immutable; of no use where `sketch` is None."""

    def __init__(self, table: Table) -> None:
        self._symbols = {ord(symbol): i for i, symbol in enumerate(table["symbols"])}
        self._widest = len(str(table["nodes"]))  # id of a node
        numbers = table["numbers"]
        if table["sketch"]:
            self._row = table["sketch"]
        self._next, self._ends = numbers["next"], numbers["ends"]
        self._final = [all(after == REFUSED for after in line) for line in self._next]

    def step(self, block: Block, byte: int) -> Block | None:
        """The block after one more byte, None if it does not go on so."""
        if block.piece in _WORDS:
            text = block.text + chr(byte)
            fitting = [words for words in self._words(block) if words.startswith(text)]
            if not fitting:
                return None
            return self._after_words(block, text) if text in fitting else block._replace(text=text)
        if block.at == NOTHING:
            return block._replace(at=self._start(block)) if byte == BLANK else None
        symbol = self._symbols.get(byte)
        if symbol is None:
            following = self._after_number(block)
            return None if following is None else self.step(following, byte)
        at = self._next[block.at][symbol]
        if at == REFUSED:
            return None
        block = block._replace(text=block.text + chr(byte), at=at)
        stuck = self._final[at] and block.piece == Y and self._refused(block)
        return None if stuck else block

    def ends(self, block: Block) -> bool:
        """Whether the E or V line is complete."""
        return block.piece in _LAST and self._complete(block)

    def plan(self, block: Block) -> str:
        """A short way to an end: one more corner than is needed at most, numbers of a digit."""
        text = ""
        while way := self._way(block):
            text += way
            for byte in way.encode():
                after = self.step(block, byte)
                assert after is not None, (block, way)
                block = after
        return text

    def finish(self, block: Block) -> int:
        """Bytes of the plan.

        At first all ids count as equally long, since the keys of earlier states take them so.
        """
        longer = self._widest - len(str(block.node)) if block.piece == PLANE else 0
        return len(self.plan(block)) + longer

    def key(self, block: Block) -> Hashable:
        """What decides which tokens may come next, if none goes beyond one blank or line end.

        None where only few bytes may follow, so that there is nothing to keep.
        """
        piece, at = block.piece, block.at
        if piece in _WORDS:
            return None
        if piece in (X, Y) and self._sharp(block):
            return block
        if piece == Y:
            known = self._complete(block) and bool(block.corners)
            status = known and (self._refused(block), block.corner == block.corners[0])
            return piece, at, not block.corners, status
        return piece, at, self._start(block)

    def _words(self, block: Block) -> list[str]:
        """What a piece that is no number may say."""
        if block.piece == PLANE:
            return [f" {plane['text']}\nL" for plane in self._row["planes"]]
        if block.piece == LINE:
            line = "\nL {} {}".format(*block.corners[-1])
            return [line + (" {} {}".format(*block.corners[0]) if self._closing(block) else "")]
        axes = self._row["planes"][block.plane]["axes"]
        turns = [axis for axis in axes if self._clear(block.corners, axis["across"])]
        return [
            f"\nEND\nE {block.node}",
            *(f"\nEND\nV {block.node} {axis['text']}" for axis in turns),
        ]

    def _after_words(self, block: Block, text: str) -> Block:
        piece, plane = X, block.plane
        if block.piece == PLANE:
            plane = self._words(block).index(text)
        elif block.piece == SWEPT:
            piece = DX if text.startswith("\nEND\nE") else ANGLE
        elif self._closing(block):
            piece = SWEPT
        return block._replace(piece=piece, text="", plane=plane)

    def _after_number(self, block: Block) -> Block | None:
        """The piece after a number that may end here."""
        if block.piece in _LAST or not self._complete(block):
            return None
        piece, corners, x = block.piece + 1, block.corners, ""
        if block.piece == X:
            x = block.text
        elif block.piece == Y:
            if self._refused(block):
                return None
            if corners and block.corner == corners[0]:
                piece = SWEPT
            else:
                piece, corners = LINE if corners else X, (*corners, block.corner)
        return block._replace(piece=piece, text="", at=NOTHING, corners=corners, x=x)

    def _start(self, block: Block) -> int:
        """The row where the number of a piece begins."""
        if block.piece in (X, Y):
            return self._row["coordinate"]
        if block.piece == ANGLE:
            return self._row["sweep"]
        normal = self._row["planes"][block.plane]["normal"] == block.piece - DX
        return self._row["normal" if normal else "along"]

    def _complete(self, block: Block) -> bool:
        return block.at != NOTHING and self._ends[block.at] != REFUSED

    def _refused(self, block: Block) -> bool:
        """Whether the number of Y would end at a corner where no line may end."""
        corners, corner = block.corners, block.corner
        if not corners:
            return False
        return corner == corners[-1] or (corner == corners[0] and len(corners) < FEWEST)

    def _sharp(self, block: Block) -> bool:
        """Whether a number may be refused that cannot be continued."""
        corners = block.corners
        near = {corners[-1][1], corners[0][1]} if corners else set()
        return any(self._final[self._row_of(number)] for number in near)

    def _row_of(self, number: str) -> int:
        at = self._row["coordinate"]
        for byte in number.encode():
            at = self._next[at][self._symbols[byte]]
        return at

    def _closing(self, block: Block) -> bool:
        """Whether the line to come is the last one within the limit."""
        return len(block.corners) == block.left

    def _clear(self, corners: tuple[Corner, ...], across: int) -> bool:
        """Whether a profile lies to one side of an axis and touches it only along edges."""
        away = [float(corner[across]) for corner in corners]
        on = [abs(distance) <= self._row["on_axis"] for distance in away]
        along = [a and b for a, b in pairwise([*on, on[0]])]
        lone = any(on[i] and not along[i] and not along[i - 1] for i in range(len(on)))
        return not (min(away) < 0 < max(away) or lone)

    def _way(self, block: Block) -> str:
        """The next bytes of the plan; empty at its end."""
        if block.piece in _WORDS:
            words = next(words for words in self._words(block) if words.startswith(block.text))
            return words[len(block.text) :]
        if block.at == NOTHING:
            return " "
        home = self._home(block)
        rest = self._shortest(block) if home is None else home[len(block.text) :]
        if rest or block.piece in _LAST:
            return rest
        return "\n" if block.piece == Y and block.corners else " "

    def _home(self, block: Block) -> str | None:
        """The coordinate that leads to the first corner, where the loop may close there."""
        if block.piece not in (X, Y) or len(block.corners) < FEWEST:
            return None
        x, y = block.corners[0]
        if block.piece == X:
            return x if x.startswith(block.text) else None
        return y if x == block.x and y.startswith(block.text) else None

    def _shortest(self, block: Block) -> str:
        """The fewest bytes after which the number may end, without a crossing where that can be."""
        waiting = deque([(block, "")])
        found: str | None = None
        while waiting:
            here, text = waiting.popleft()
            if found is not None and len(text) > len(found):
                break
            if self._complete(here) and not (here.piece == Y and self._refused(here)):
                found = text if found is None else found
                if _apart(here):
                    return text
            for byte in self._symbols if found is None else ():
                after = self.step(here, byte)
                if after is not None:
                    waiting.append((after, text + chr(byte)))
        assert found is not None, block
        return found


def _apart(block: Block) -> bool:
    """Whether a coordinate of the plan keeps the loop simple, as far as can be said."""
    corners = block.corners
    if block.piece == X:
        return not corners or block.text != corners[-1][0]
    if block.piece != Y or len(corners) < FEWEST - 1:
        return True
    points = [(float(x), float(y)) for x, y in (*corners, block.corner)]
    return crossing(points) is None
