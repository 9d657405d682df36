/** Solids are built here, off the page's thread, so that a heavy program never stops the page. */

import { IRError, SolidError, build, parse, section, to3MF, toGLB, toSTL } from "../../ir";
import type { Mesh, Program, Solid } from "../../ir";
import { factsOf, type Facts } from "./facts";
import { cutArea } from "./faces";

export type Format = "stl" | "3mf" | "glb";

export type Job =
  | { do: "build"; ir: string }
  /** Of a program that is still being written, everything that stands so far. */
  | { do: "draft"; ir: string }
  | { do: "node"; ir: string; line: number }
  | { do: "cut"; ir: string; axis: 0 | 1 | 2; at: number }
  | { do: "file"; ir: string; format: Format };

export interface Results {
  build: { mesh: Mesh; facts: Facts };
  draft: { mesh: Mesh | null; tools: Mesh[] };
  node: Mesh;
  /** Area of the section, in mm2. */
  cut: number;
  file: Uint8Array;
}

/** Where a program is wrong and why; `line` is 0 where no line is to blame. */
export interface Fault {
  message: string;
  line: number;
}

const ENCODERS = { stl: toSTL, "3mf": to3MF, glb: toGLB };

let held: { ir: string; solid: Solid } | null = null; // the last whole solid: cuts and files are of it

self.addEventListener("message", async ({ data }: MessageEvent<{ id: number; job: Job }>) => {
  try {
    postMessage({ id: data.id, result: await perform(data.job) });
  } catch (error) {
    postMessage({ id: data.id, fault: fault(error) });
  }
});

async function perform(job: Job): Promise<unknown> {
  switch (job.do) {
    case "build": {
      const solid = await whole(job.ir);
      return { mesh: solid.mesh, facts: factsOf(solid) };
    }
    case "draft": return draft(parse(job.ir));
    case "node": return using(await build(parse(job.ir), { upTo: job.line }), (solid) => solid.mesh);
    case "cut": {
      const normal: [number, number, number] = [0, 0, 0];
      normal[job.axis] = 1;
      const cut = section(await whole(job.ir), { normal, offset: job.at });
      return using(cut, ({ shared }) => cutArea(shared, job.axis, job.at));
    }
    case "file": return ENCODERS[job.format](await whole(job.ir));
  }
}

async function whole(ir: string): Promise<Solid> {
  if (held?.ir === ir) return held.solid;
  const solid = await build(parse(ir));
  held?.solid.dispose();
  held = { ir, solid };
  return solid;
}

function using<T>(solid: Solid, use: (solid: Solid) => T): T {
  try {
    return use(solid);
  } finally {
    solid.dispose();
  }
}

/** The solids that nothing refers to yet: the oldest of them is the part, the others are tools. */
async function draft(program: Program): Promise<Results["draft"]> {
  const used = new Set(program.nodes.flatMap((node) => node.refs));
  const meshes: { oldest: number; mesh: Mesh }[] = [];
  for (const [i, node] of program.nodes.entries()) {
    if (used.has(i) || node.code === "SK") continue;
    try {
      meshes.push({ oldest: oldest(program, i), mesh: using(await build(program, { upTo: node.line }), (one) => one.mesh) });
    } catch (error) {
      if (!(error instanceof SolidError)) throw error; // what is empty now may not be so at the end
    }
  }
  meshes.sort((a, b) => a.oldest - b.oldest);
  return { mesh: meshes[0]?.mesh ?? null, tools: meshes.slice(1).map(({ mesh }) => mesh) };
}

/** The first node that a node stands on. */
function oldest(program: Program, node: number): number {
  let first = node;
  const stack = [node];
  while (stack.length) {
    const i = stack.pop()!;
    first = Math.min(first, i);
    stack.push(...program.nodes[i].refs);
  }
  return first;
}

function fault(error: unknown): Fault {
  if (error instanceof IRError) return { message: error.message, line: error.line };
  if (error instanceof SolidError) return { message: error.message, line: error.line };
  return { message: error instanceof Error ? error.message : String(error), line: 0 };
}
