/** Program to text: the canonical form. */
import { IRError } from "./errors";
import { check } from "./parse";
import type { Node, Program, Root } from "./types";

/**
 * A number in canonical form: at most 3 decimals, rounded half to even on the exact value, no
 * exponent, no minus zero. RangeError for anything that is not finite.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no finite number`);
  if (Number.isInteger(value)) return BigInt(value).toString();
  const text = threeDecimals(value).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : text;
}

/** `toFixed(3)` rounds exact ties up, away from zero: 0.0625 has to become 0.062. */
function threeDecimals(value: number): string {
  const text = value.toFixed(3);
  // A tie is a multiple of 1/2000 that binary fractions hold exactly: a multiple of 1/16.
  if (!Number.isInteger(value * 16) || Number.isInteger(value * 8)) return text;
  const odd = Number(text.at(-1)) % 2 === 1;
  if (!odd) return text;
  const towardsZero = Math.sign(value) * (Math.abs(value) - 0.0005);
  return towardsZero.toFixed(3);
}

/** The canonical text. Throws an IRError if rounding to 3 decimals would destroy the program. */
export function format(program: Program): string {
  const lines = program.nodes.flatMap((node) => {
    const inner = node.segments.map(({ code, nums }) => words(code, nums));
    return node.code === "SK" ? [nodeLine(node), ...inner, "END"] : [nodeLine(node)];
  });
  lines.push(...program.materials.map(({ name, values }) => words(`M ${name}`, values)));
  lines.push(...program.roots.map(rootLine));
  const text = lines.join("\n");
  if (!survives(program)) refuseLoss(text);
  return text;
}

const words = (head: string, numbers: readonly number[]): string =>
  [head, ...numbers.map(formatNumber)].join(" ");

function nodeLine({ code, refs, nums, name }: Node): string {
  const text = words([code, ...refs].join(" "), nums);
  if (name === null) return text;
  return `${text} "${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

const rootLine = ({ node, material, hidden }: Root): string =>
  `ROOT ${node} ${material}${hidden ? " hidden" : ""}`;

/** Whether no number of the program changes by rounding. */
function survives(program: Program): boolean {
  const exact = (value: number): boolean => Number(formatNumber(value)) === value;
  return program.nodes.every(
    ({ nums, segments }) => nums.every(exact) && segments.every((part) => part.nums.every(exact)),
  );
}

function refuseLoss(text: string): void {
  const error = check(text)[0];
  if (!error) return;
  const message = `rounding to 3 decimals destroys a value: ${error.message}`;
  throw new IRError(message, error.line, error.column, error.found, error.expected, error.source);
}
