/** Lines, blanks, names and numbers: the lowest layer of the parser. */
import { IRError } from "./errors";
import { ascii, quote } from "./words";

const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const LOOKS_NUMERIC = /^[+-]?(?:nan|inf|infinity)$/i;
export const INTEGER = /^[0-9]{1,9}$/;

/** A word of a line and where it begins, in UTF-16 units from 0. */
export interface Token {
  readonly text: string;
  readonly at: number;
}

/** Blanks are space and tab alone. */
export function tokensOf(line: string): Token[] {
  return Array.from(line.matchAll(/[^ \t]+/g), (match) => ({ text: match[0], at: match.index }));
}

/** The text without BOM and with LF line ends. */
export function decode(text: string, limit: number): string {
  const length = text.length > limit ? [...text].length : 0;
  if (length > limit) {
    const expected = `at most ${limit} bytes`;
    throw new IRError(`the text is longer than ${limit} bytes`, 1, 1, `${length} bytes`, expected);
  }
  return text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
}

/** A column, from 1 and in characters, of an offset in UTF-16 units. */
export const columnAt = (line: string, offset: number): number =>
  [...line.slice(0, offset)].length + 1;

/** Column (from 1) of the token with this index; past the last token if there are fewer. */
export function columnOf(line: string, index: number): number {
  const token = tokensOf(line)[index];
  return columnAt(line, token ? token.at : line.replace(/[ \t]+$/, "").length);
}

/** A malformed end of line: offset from 0, found, expected. */
export class Tail extends Error {
  constructor(
    readonly offset: number,
    readonly found: string,
    readonly expected: string,
  ) {
    super(expected);
  }
}

const isBlank = (char: string): boolean => char === " " || char === "\t";

/** Cut a trailing comment and a quoted name off a line; throws Tail if the name is malformed. */
export function splitTail(line: string): [string, string | null] {
  const quoted = line.indexOf('"');
  const comment = commentAt(line);
  if (quoted < 0 || (comment >= 0 && comment < quoted)) {
    return [comment < 0 ? line : line.slice(0, comment), null];
  }
  if (quoted && !isBlank(line[quoted - 1])) {
    throw new Tail(quoted, "a quote inside a word", "a blank before the name");
  }
  const [name, end] = readName(line, quoted);
  const rest = line.slice(end);
  const behind = commentAt(rest);
  if (behind === 0 || /[^ \t]/.test(behind < 0 ? rest : rest.slice(0, behind))) {
    const at = end + rest.search(/[^ \t]/);
    throw new Tail(at, quote(line.slice(at)), "nothing after the name");
  }
  return [line.slice(0, quoted), name];
}

/** Offset of a `#` at the start or after a blank, -1 if there is none. */
function commentAt(line: string): number {
  let at = line.indexOf("#");
  while (at > 0 && !isBlank(line[at - 1])) at = line.indexOf("#", at + 1);
  return at;
}

/** The name whose opening quote is at `start`, and the offset after its closing quote. */
function readName(line: string, start: number): [string, number] {
  let name = "";
  for (let at = start + 1; at < line.length; ) {
    let char = String.fromCodePoint(line.codePointAt(at)!);
    if (char === '"') return [name, at + 1];
    if (char === "\\") {
      at += 1;
      char = at < line.length ? String.fromCodePoint(line.codePointAt(at)!) : "";
      if (char !== '"' && char !== "\\") {
        throw new Tail(at - 1, quote(`\\${char}`), 'the escape \\" or \\\\');
      }
    } else if (/[\p{Cc}\p{Cs}]/u.test(char)) {
      throw new Tail(at, ascii(char), "no control character in a name");
    }
    name += char;
    at += char.length;
  }
  throw new Tail(start, "no closing quote", 'a closing "');
}

/** [found, expected] if the token is not a finite decimal number within the limit. */
export function numberFault(token: string, limit: number): [string, string] | null {
  if (!NUMBER.test(token)) {
    return [quote(token), LOOKS_NUMERIC.test(token) ? "a finite number" : "a number"];
  }
  if (Math.abs(Number(token)) <= limit) return null;
  const most = limit.toLocaleString("en-US", { maximumFractionDigits: 15 });
  return [quote(token), `a number between -${most} and ${most}`];
}
