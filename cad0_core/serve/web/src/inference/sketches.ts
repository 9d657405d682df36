/**
 * Sketches in the decoding grammar: a block of lines and the E or V that follows it.
 *
 * The rules are those of `cad0_core/ir/grammar_sketch.py`, whose names are kept.
 */
import { crossing, type Point } from "../ir/outline";
import { BLANK, bytesOf, FEWEST, NOTHING, REFUSED, type SketchRow, type Table } from "./table";

export enum Piece { Plane, X, Y, Line, Swept, DX, DY, DZ, Angle }

type Corner = readonly [string, string];

/** A sketch up to some byte. */
export interface Block {
  /** Id of the sketch. */
  readonly node: number;
  /** Lines that the text still had room for when the sketch began. */
  readonly left: number;
  readonly piece: Piece;
  /** Of the piece so far; of a number without its blank. */
  readonly text: string;
  /** Row of the number, NOTHING before its blank. */
  readonly at: number;
  readonly plane: number;
  readonly corners: readonly Corner[];
  /** Of the corner whose Y is being read. */
  readonly x: string;
}

const ofWords = (piece: Piece): boolean =>
  piece === Piece.Plane || piece === Piece.Line || piece === Piece.Swept;
const isLast = (piece: Piece): boolean => piece === Piece.DZ || piece === Piece.Angle;
const equal = (a: Corner, b: Corner): boolean => a[0] === b[0] && a[1] === b[1];

/** A block whose code `SK` has been read. */
export const opened = (node: number, left: number): Block => ({
  node, left, piece: Piece.Plane, text: "", at: NOTHING, plane: 0, corners: [], x: "",
});

/** Steps through blocks byte by byte. Immutable. */
export class Sketches {
  private readonly row: SketchRow;
  private readonly symbols: ReadonlyMap<number, number>;
  private readonly next: Table["numbers"]["next"];
  private readonly ends: readonly number[];
  private readonly final: readonly boolean[];
  private readonly widest: number; // id of a node

  constructor(table: Table) {
    this.row = table.sketch!; // without one no block is ever begun
    this.symbols = new Map(Array.from(bytesOf(table.symbols), (byte, i) => [byte, i]));
    this.next = table.numbers.next;
    this.ends = table.numbers.ends;
    this.final = this.next.map((line) => line.every((after) => after === REFUSED));
    this.widest = String(table.nodes).length;
  }

  /** The block after one more byte, null if it does not go on so. */
  step(block: Block, byte: number): Block | null {
    if (ofWords(block.piece)) {
      const text = block.text + String.fromCharCode(byte);
      const fitting = this.words(block).filter((words) => words.startsWith(text));
      if (!fitting.length) return null;
      return fitting.includes(text) ? this.afterWords(block, text) : { ...block, text };
    }
    if (block.at === NOTHING) return byte === BLANK ? { ...block, at: this.start(block) } : null;
    const symbol = this.symbols.get(byte);
    if (symbol === undefined) {
      const following = this.afterNumber(block);
      return following && this.step(following, byte);
    }
    const at = this.next[block.at][symbol];
    if (at === REFUSED) return null;
    const longer = { ...block, text: block.text + String.fromCharCode(byte), at };
    const stuck = this.final[at] && block.piece === Piece.Y && this.refused(longer);
    return stuck ? null : longer;
  }

  /** Whether the E or V line is complete. */
  endsAt(block: Block): boolean {
    return isLast(block.piece) && this.complete(block);
  }

  /** A short way to an end: one more corner than is needed at most, numbers of a digit. */
  plan(block: Block): string {
    let text = "";
    for (let way = this.way(block); way; way = this.way(block)) {
      text += way;
      for (const byte of bytesOf(way)) block = this.step(block, byte)!;
    }
    return text;
  }

  /** Bytes of the plan; at first all ids count as equally long, as the keys take them. */
  finish(block: Block): number {
    const first = block.piece === Piece.Plane;
    return this.plan(block).length + (first ? this.widest - String(block.node).length : 0);
  }

  /** What decides which tokens may come next, if none goes beyond one blank or line end. */
  key(block: Block): unknown {
    const { piece, at, corners } = block;
    if (ofWords(piece)) return null; // only few bytes may follow: nothing to keep
    if ((piece === Piece.X || piece === Piece.Y) && this.sharp(block)) return block;
    if (piece !== Piece.Y) return [piece, at, this.start(block)];
    const known = this.complete(block) && corners.length > 0;
    const status = known && [this.refused(block), equal([block.x, block.text], corners[0])];
    return [piece, at, !corners.length, status];
  }

  /** What a piece that is no number may say. */
  private words(block: Block): string[] {
    const { corners, node } = block;
    if (block.piece === Piece.Plane) return this.row.planes.map(({ text }) => ` ${text}\nL`);
    if (block.piece === Piece.Line) {
      const line = `\nL ${corners.at(-1)!.join(" ")}`;
      return [this.closing(block) ? `${line} ${corners[0].join(" ")}` : line];
    }
    const axes = this.row.planes[block.plane].axes;
    const turns = axes.filter(({ across }) => this.clear(corners, across));
    return [`\nEND\nE ${node}`, ...turns.map(({ text }) => `\nEND\nV ${node} ${text}`)];
  }

  private afterWords(block: Block, text: string): Block {
    let { plane } = block;
    let piece = Piece.X;
    if (block.piece === Piece.Plane) plane = this.words(block).indexOf(text);
    else if (block.piece === Piece.Swept) piece = text.startsWith("\nEND\nE") ? Piece.DX : Piece.Angle;
    else if (this.closing(block)) piece = Piece.Swept;
    return { ...block, piece, text: "", plane };
  }

  /** The piece after a number that may end here. */
  private afterNumber(block: Block): Block | null {
    if (isLast(block.piece) || !this.complete(block)) return null;
    let piece: Piece = block.piece + 1;
    let { corners } = block;
    let x = "";
    if (block.piece === Piece.X) x = block.text;
    else if (block.piece === Piece.Y) {
      if (this.refused(block)) return null;
      const corner: Corner = [block.x, block.text];
      if (corners.length && equal(corner, corners[0])) piece = Piece.Swept;
      else {
        piece = corners.length ? Piece.Line : Piece.X;
        corners = [...corners, corner];
      }
    }
    return { ...block, piece, text: "", at: NOTHING, corners, x };
  }

  /** The row where the number of a piece begins. */
  private start({ piece, plane }: Block): number {
    if (piece === Piece.X || piece === Piece.Y) return this.row.coordinate;
    if (piece === Piece.Angle) return this.row.sweep;
    return this.row.planes[plane].normal === piece - Piece.DX ? this.row.normal : this.row.along;
  }

  private complete({ at }: Block): boolean {
    return at !== NOTHING && this.ends[at] !== REFUSED;
  }

  /** Whether the number of Y would end at a corner where no line may end. */
  private refused({ corners, x, text }: Block): boolean {
    if (!corners.length) return false;
    const corner: Corner = [x, text];
    return equal(corner, corners.at(-1)!) || (equal(corner, corners[0]) && corners.length < FEWEST);
  }

  /** Whether a number may be refused that cannot be continued. */
  private sharp({ corners }: Block): boolean {
    if (!corners.length) return false;
    return [corners.at(-1)![1], corners[0][1]].some((number) => this.final[this.rowOf(number)]);
  }

  private rowOf(number: string): number {
    return bytesOf(number).reduce((at, byte) => this.next[at][this.symbols.get(byte)!], this.row.coordinate);
  }

  /** Whether the line to come is the last one within the limit. */
  private closing({ corners, left }: Block): boolean {
    return corners.length === left;
  }

  /** Whether a profile lies to one side of an axis and touches it only along edges. */
  private clear(corners: readonly Corner[], across: number): boolean {
    const away = corners.map((corner) => Number(corner[across]));
    const count = away.length;
    const on = away.map((distance) => Math.abs(distance) <= this.row.on_axis);
    const along = on.map((touches, i) => touches && on[(i + 1) % count]);
    const lone = on.some((touches, i) => touches && !along[i] && !along[(i - 1 + count) % count]);
    return !(Math.min(...away) < 0 && Math.max(...away) > 0) && !lone;
  }

  /** The next bytes of the plan; empty at its end. */
  private way(block: Block): string {
    if (ofWords(block.piece)) {
      const words = this.words(block).find((words) => words.startsWith(block.text))!;
      return words.slice(block.text.length);
    }
    if (block.at === NOTHING) return " ";
    const home = this.home(block);
    const rest = home === null ? this.shortest(block) : home.slice(block.text.length);
    if (rest || isLast(block.piece)) return rest;
    return block.piece === Piece.Y && block.corners.length ? "\n" : " ";
  }

  /** The coordinate that leads to the first corner, where the loop may close there. */
  private home({ piece, corners, text, x: own }: Block): string | null {
    if ((piece !== Piece.X && piece !== Piece.Y) || corners.length < FEWEST) return null;
    const [x, y] = corners[0];
    if (piece === Piece.X) return x.startsWith(text) ? x : null;
    return x === own && y.startsWith(text) ? y : null;
  }

  /** The fewest bytes after which the number may end, without a crossing where that can be. */
  private shortest(block: Block): string {
    const waiting: [Block, string][] = [[block, ""]];
    let found: string | null = null;
    for (const [here, text] of waiting) {
      if (found !== null && text.length > found.length) break;
      if (this.complete(here) && !(here.piece === Piece.Y && this.refused(here))) {
        found ??= text;
        if (apart(here)) return text;
      }
      if (found !== null) continue;
      for (const byte of this.symbols.keys()) {
        const after = this.step(here, byte);
        if (after) waiting.push([after, text + String.fromCharCode(byte)]);
      }
    }
    return found!;
  }
}

/** Whether a coordinate of the plan keeps the loop simple, as far as can be said. */
function apart({ piece, corners, text, x }: Block): boolean {
  if (piece === Piece.X) return !corners.length || text !== corners.at(-1)![0];
  if (piece !== Piece.Y || corners.length < FEWEST - 1) return true;
  const points = [...corners, [x, text]].map(([u, v]): Point => [Number(u), Number(v)]);
  return crossing(points) === null;
}
