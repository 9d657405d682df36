/** The numbers of a text as places that can be edited. */
import { columnAt, numberFault, splitTail, tokensOf } from "./lex";
import { LIMITS, type Op, OPS } from "./ops";
import { formatNumber } from "./render";
import type { EditableNumber } from "./types";

/** The numbers of a text in order; lines that are no operations have none. Never throws. */
export function numbers(text: string): EditableNumber[] {
  const found: EditableNumber[] = [];
  let offset = 0;
  text.split("\n").forEach((source, i) => {
    const line = source.replace(/\r$/, "");
    const tokens = tokensOf(withoutTail(line));
    const op = OPS.get(tokens[0]?.text.replace(/^\ufeff/, "") ?? "");
    op?.numbers.forEach((arg, k) => {
      const token = tokens[1 + op.refs + k];
      if (!token || numberFault(token.text, LIMITS.number)) return;
      found.push({
        start: offset + token.at,
        end: offset + token.at + token.text.length,
        line: i + 1,
        column: columnAt(line, token.at),
        value: Number(token.text),
        ...described(op, k),
      });
    });
    offset += source.length + 1;
  });
  return found;
}

function withoutTail(line: string): string {
  try {
    return splitTail(line)[0];
  } catch {
    return line;
  }
}

/** What the number at this position stands for. */
function described(op: Op, position: number) {
  const { name, unit, expected, low, high, nonzero, integer } = op.numbers[position];
  return {
    op: op.code, opName: op.name, arg: name, unit, expected, nonzero, integer,
    low: Math.max(low, -LIMITS.number),
    high: Math.min(high, integer && op.count === position ? LIMITS.copies : LIMITS.number),
  };
}

/** The text with another value at a number, in canonical form. */
export function withNumber(text: string, at: EditableNumber, value: number): string {
  return text.slice(0, at.start) + formatNumber(value) + text.slice(at.end);
}
