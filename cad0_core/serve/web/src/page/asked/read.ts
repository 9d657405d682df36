/**
 * What a text states, in so far as patterns can tell: sizes, diameters, counts, threads.
 *
 * A reader of patterns, not of meaning. A number that it cannot place is returned as `unread`, so
 * that nothing the text says is passed over in silence.
 */

import { figures, millimetres } from "./words";

export type Statement =
  | { kind: "chain"; asked: string; sizes: number[]; inner: boolean }
  | { kind: "length"; asked: string; mm: number; role: Role }
  | { kind: "diameter"; asked: string; mm: number; side: "inner" | "outer" | "any" }
  | { kind: "circle"; asked: string; mm: number }
  | { kind: "count"; asked: string; count: number; of: string; diameter?: number; corners?: boolean }
  | { kind: "none"; asked: string }
  | { kind: "module"; asked: string; mm: number }
  | { kind: "thread"; asked: string; size: number }
  | { kind: "unread"; asked: string };

export type Role = "size" | "thickness" | "gap" | "spacing" | "edge";

type Reader = readonly [pattern: RegExp, read: (match: Match, text: string) => Statement | null];
type Match = RegExpMatchArray & { index: number };

const N = String.raw`(\d+(?:\.\d+)?|\.\d+)`;
// "in" is an inch only before what follows a size: "5.5 in the middle" is none.
const IN = String.raw`in\b(?=\s*(?:[.,;)x]|$|by\b|wide|long|thick|tall|high|deep|dia|od\b|id\b|hole|bore|wall|radius|cube|sphere|square))`;
const U = String.raw`(?:\s*(mm|milli?met(?:er|re)s?|cm|centimet(?:er|re)s?|inch(?:es)?\b|${IN}|"|″))?`;
const IS = String.raw`\s*(?:=|:|of|is|about)?\s*`;
const DIA = String.raw`(?:ø|⌀|\bdia(?:\.|m\.?|meters?|metres?|maters?|metr)?(?![a-z])|\bd(?=\s?\d|=))`;
const INNER = String.raw`(?:\bid\b|\b(?:inner|inside|bore|hole|opening)\s*(?:diameter|dia)\b\.?|\bbore\b)`;
const OUTER = String.raw`(?:\bod\b|\b(?:outer|outside)\s*(?:diameter|dia)\b\.?)`;
const CIRCLE = String.raw`(?:\bpcd\b|\bbcd\b|\b(?:bolt|pitch|hole)?\s*circle(?:\s*diameter|\s*dia)?\b)`;
const HOLES = String.raw`(?:holes?|bores?|drillings?)`;
const ADJECTIVES = String.raw`(?:(?!(?:from|apart|thickness|length|height|width|spacing|pitch|with|and|thick|wide|deep|tall|long|high|across|no|without|by|x|od|id|dia[a-z]*)\b)[a-z-]+\s+){0,3}`;
// What follows a distance rather than a diameter.
const NOT_PLACE = String.raw`(?![\d.]*\s*(?:mm\s*)?(?:from|apart|deep|x|wide|long|spacing|pitch))`;
// "12 dia 4 thick" is not a diameter of 4: a number before such a word belongs to that word.
const ITS_OWN = String.raw`(?![\d.]*\s*(?:mm|cm|in|inch|")?\s*(?:long|tall|wide|thick|high|deep|length|height|width|od|id|dia|bore)\b|[\d.]*\s+\d)`;
const COUNTED = String.raw`(holes|slots|teeth|fins|ribs|pins|studs|spokes|grooves|bolts)`;

const re = (...parts: string[]) => new RegExp(parts.join(""), "gi");

const READERS: readonly Reader[] = [
  [re(String.raw`\bmod(?:ule)?\b`, IS, N), (m) => ({ kind: "module", asked: m[0], mm: Number(m[1]) })],
  [re(String.raw`\bm(\d+(?:\.5)?)\b(?!\s*x)`), thread],
  [re(String.raw`\b(\d+)\s*(?:x|by)\s*(\d+)\s+(?!mm|cm)(?:\w+\s+)?(?:array|grid|matrix|pins|studs|holes)\b`), grid],
  [re(String.raw`\b(\d+)\s+rows\s+of\s+(\d+)\s+(?:\w+\s+)?(?:holes|pins|studs)\b`), grid],
  [re(String.raw`\bin\s+(\d+)\s*(?:x|by)\s*(\d+)\b`), grid],
  [re(String.raw`\b(\d+)\s?x\s+(?:${DIA}\s*)?`, N, U, String.raw`\s*`, ADJECTIVES, HOLES), counted],
  [re(String.raw`\b(\d+)\s?x\s*${DIA}\s*`, N, U), counted],
  [re(String.raw`\b(\d+)\s+`, ADJECTIVES, String.raw`(?:${DIA}\s*)?`, N, U, String.raw`\s*`, ADJECTIVES, "holes"), counted],
  [re(String.raw`\b(\d+)\s+`, ADJECTIVES, String.raw`holes?\s*(?:of|is|=|:)?\s*(?:${DIA})?\s*`, N, U, NOT_PLACE), counted],
  [re(N, U, String.raw`\s*(?:x|by|\*)\s*`, N, U, String.raw`(?:\s*(?:x|by|\*)\s*`, N, U, String.raw`)?(?![\d.]*\s*(?:°|deg))`), chain],
  [re(CIRCLE, IS, N, U, ITS_OWN), (m) => ({ kind: "circle", asked: m[0], mm: mm(m, 1) })],
  [re(N, U, String.raw`\s*(?:${DIA}\s*)?`, CIRCLE), (m) => ({ kind: "circle", asked: m[0], mm: mm(m, 1) })],
  [re(`(?:${INNER}|\\b${HOLES}\\s*(?:of|is|=|:)?\\s*(?:${DIA})?)`, IS, N, U, NOT_PLACE), (m) => diameter(m, "inner")],
  [re(`${OUTER}`, IS, N, U, ITS_OWN), (m) => diameter(m, "outer")],
  [re(N, U, String.raw`\s*`, OUTER), (m) => diameter(m, "outer")],
  [re(N, U, String.raw`\s*(?:diameter\s*)?`, INNER), (m) => diameter(m, "inner")],
  [re(String.raw`\b(\d+)\s+`, ADJECTIVES, COUNTED, String.raw`\b`), count],
  [re(String.raw`\b(\d+)\s?(?:T\b|tooth\b)`), (m) => ({ kind: "count", asked: m[0], count: Number(m[1]), of: "teeth" })],
  [re(N, U, String.raw`\s*(?:${DIA}\s*)?`, ADJECTIVES, HOLES), (m) => diameter(m, "inner")],
  [re(String.raw`\b(?:(outer|outside|inner|inside|bore|hole)\s+)?radius`, IS, N, U, ITS_OWN), (m) => radius(m, 2)],
  [re(N, U, String.raw`\s*()radius`), (m) => radius(m, 1)],
  [re(DIA, IS, N, U, ITS_OWN), (m) => diameter(m, "any")],
  [re(N, U, String.raw`\s*(?:in\s+)?${DIA}`), (m) => diameter(m, "any")],
  [re(String.raw`\b(?:sphere|ball|cylinder|disc|disk|rod)\s+(?:of\s+)?`, N, U, ITS_OWN), (m) => diameter(m, "any")],
  [re(N, U, String.raw`\s*(?:sphere|ball|disc|disk|rod)\b`), (m) => diameter(m, "any")],
  [re(N, U, String.raw`\s*(?:across flats|a\/?f\b|cube\b|square\b)`), (m) => length(m, 1, "size")],
  [re(String.raw`\b(?:cube|square)\s+(?:of\s+)?`, N, U), (m) => length(m, 1, "size")],
  [re(N, U, String.raw`\s*(?:over\s?all|total|outside|outer)\b`), (m) => length(m, 1, "size")],
  [re(N, U, String.raw`[\s-]*(?:thick(?:ness)?\b|walls?\b|(?<=mm\s|cm\s|"\s)(?:sheet|plate|base|floor)\b)`), (m) => length(m, 1, "thickness")],
  [re(String.raw`\b(?:thick(?:ness)?|walls?(?:\s*(?:thickness|and floor))?|floor)`, IS, N, U, ITS_OWN), (m) => length(m, 1, "thickness")],
  [re(N, U, String.raw`[\s-]*(?:apart|spacing|pitch|spaced|centers?|centres?|centre distance|between)\b`), (m) => length(m, 1, "spacing")],
  [re(String.raw`\b(?:spacing|pitch|spaced)`, IS, N, U, ITS_OWN), (m) => length(m, 1, "spacing")],
  [re(N, U, String.raw`\s*(?:in\s+)?(?:from|off)\b`), (m) => length(m, 1, "edge")],
  [re(String.raw`\b(?:inset|offset)`, IS, N, U, ITS_OWN), (m) => length(m, 1, "edge")],
  [re(String.raw`\b(?:gap|clear(?:ance)?)`, IS, N, U, ITS_OWN), (m) => length(m, 1, "gap")],
  [re(N, U, String.raw`[\s-]*(?:inset)\b`), (m) => length(m, 1, "edge")],
  [re(N, U, String.raw`[\s-]*(?:gap|clear|inside|opening)\b(?!\s*\d)`), (m) => length(m, 1, "gap")],
  [re(N, U, String.raw`[\s-]*(?:[a-z]+\s)?(?:wide|width|long|length|tall|high|height|deep|depth|face|legs?|h|l|w)\b`), (m) => length(m, 1, "size")],
  [re(String.raw`\b(?:width|length|height|depth|high|wide|tall|long|legs?|face(?: width)?|len|side)`, IS, N, U, ITS_OWN), (m) => length(m, 1, "size")],
  [re(String.raw`\b(?:no|without(?: any)?)\s+(?:\w+\s+)?holes?\b`), (m) => none(m)],
  [re(N, U, String.raw`(?:\s*(?:°|deg(?:rees?)?))?`), (m) => ({ kind: "unread", asked: m[0] })],
];

const CORNERS = /\b(?:corner holes|in (?:the|each|every) corners?|one per corner|each corner)/i;

/** Every statement of the text, in its order; each number belongs to one of them. */
export function read(prompt: string): Statement[] {
  const text = figures(prompt);
  const taken = new Uint8Array(text.length);
  const found: { at: number; statement: Statement }[] = [];
  for (const [pattern, reader] of READERS) {
    for (const match of text.matchAll(pattern) as IterableIterator<Match>) {
      const [from, to] = [match.index, match.index + match[0].length];
      if (taken.subarray(from, to).some(Boolean) || splitsNumber(text, from, to)) continue;
      const statement = reader(match, text);
      if (!statement) continue;
      taken.fill(1, from, to);
      if (statement.kind === "count") statement.corners = CORNERS.test(text.slice(from, to + 24));
      found.push({ at: from, statement: { ...statement, asked: statement.asked.trim() } });
    }
  }
  return found.sort((a, b) => a.at - b.at).map((one) => one.statement);
}

/** Whether a match would begin or end within a number, or within a word such as 2020b. */
function splitsNumber(text: string, from: number, to: number): boolean {
  const before = text[from - 1] ?? " ", after = text[to] ?? " ";
  const starts = /[\d.]/.test(text[from]) && /[\d./a-z]/i.test(before) && !/[xødm]/i.test(before);
  return starts || (/\d/.test(text[to - 1]) && (/\d/.test(after) || /^\.\d/.test(text.slice(to))));
}

function mm(match: Match, group: number): number {
  return Number(match[group]) * millimetres(match[group + 1]);
}

function length(match: Match, group: number, role: Role): Statement {
  return { kind: "length", asked: match[0], mm: mm(match, group), role };
}

function diameter(match: Match, side: "inner" | "outer" | "any"): Statement {
  return { kind: "diameter", asked: match[0], mm: mm(match, 1), side };
}

function radius(match: Match, at: number): Statement {
  const word = at === 2 ? (match[1] ?? "").toLowerCase() : "";
  const side = /inner|inside|bore|hole/.test(word) ? "inner" : /out/.test(word) ? "outer" : "any";
  return { kind: "diameter", asked: match[0], mm: 2 * Number(match[at]) * millimetres(match[at + 1]), side };
}

/** M3, but not the module of a gear, which is a lower-case m too. */
function thread(match: Match, text: string): Statement | null {
  if (/\b(?:gear|pinion|teeth|tooth)\b/i.test(text) && match[0].startsWith("m")) return null;
  return { kind: "thread", asked: match[0], size: Number(match[1]) };
}

function none(match: Match): Statement | null {
  // "no centre hole" denies one hole, not all of them.
  return /cent(?:er|re)|mounting|bolt/i.test(match[0]) ? null : { kind: "none", asked: match[0] };
}

function grid(match: Match, text: string): Statement {
  const of = /pins|studs/i.exec(text)?.[0].toLowerCase() ?? "holes";
  return { kind: "count", asked: match[0], count: Number(match[1]) * Number(match[2]), of };
}

function counted(match: Match, text: string): Statement {
  const size = Number(match[2]) * millimetres(match[3]);
  const around = text.slice(Math.max(0, match.index - 24), match.index + match[0].length + 24);
  // So many to each of something is not so many in all.
  if (match[1] === "1" || /\b(?:each|per|every|both)\b(?! (?:corner|end|edge|side))/i.test(around)) {
    return { kind: "diameter", asked: match[0], mm: size, side: "inner" };
  }
  return { kind: "count", asked: match[0], count: Number(match[1]), of: "holes", diameter: size };
}

function count(match: Match, text: string): Statement {
  const row = match[2].toLowerCase() === "teeth" && !/gear|pinion|sprocket|cog|wheel/i.test(text);
  if (row) return { kind: "count", asked: match[0], count: Number(match[1]), of: "teeth in a row" };
  return { kind: "count", asked: match[0], count: Number(match[1]), of: match[2].toLowerCase() };
}

function chain(match: Match, text: string): Statement {
  const values = [match[1], match[3], match[5]], units = [match[2], match[4], match[6]];
  const last = units.findLast((unit) => unit !== undefined);
  const sizes = values.flatMap((value, i) =>
    value === undefined ? [] : [Number(value) * millimetres(units[i] ?? last)],
  );
  const after = text.slice(match.index + match[0].length, match.index + match[0].length + 16);
  const before = text.slice(Math.max(0, match.index - 16), match.index);
  const inner = /^\W*(?:inside|inner|id\b)/i.test(after) || /(?:inside|inner)(?: size)?\W*$/i.test(before);
  return { kind: "chain", asked: match[0], sizes, inner };
}
