/** What can be asked of a program's graph. */
import { OPS } from "./ops";
import type { Program } from "./types";

export const isSolid = (program: Program, node: number): boolean =>
  OPS.get(program.nodes[node].code)!.makes === "solid";

/**
 * The nodes whose union the program stands for, in order, each once.
 *
 * Without a visible ROOT: the highest-numbered solid node. Nothing can reference it, because
 * references point backward and only solids reference solids.
 */
export function rootIds(program: Program): number[] {
  const visible = new Set(program.roots.filter(({ hidden }) => !hidden).map(({ node }) => node));
  if (visible.size) return [...visible];
  return [program.nodes.findLastIndex((_, i) => isSolid(program, i))];
}

/** Ids of the nodes that the roots need, ascending: an order of evaluation. */
export function reachable(program: Program): number[] {
  const needed = new Set(rootIds(program));
  for (let i = program.nodes.length - 1; i >= 0; i--) {
    if (needed.has(i)) program.nodes[i].refs.forEach((ref) => needed.add(ref));
  }
  return [...needed].sort((a, b) => a - b);
}

/** The program as far as it stands up to a line; null if it makes no solid up to there. */
export function upTo(program: Program, line: number): Program | null {
  const nodes = program.nodes.filter((node) => node.line <= line);
  const cut = { nodes, roots: [], materials: program.materials };
  return nodes.some((_, i) => isSolid(cut, i)) ? cut : null;
}
