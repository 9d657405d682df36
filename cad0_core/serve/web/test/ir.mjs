// Answers one JSON line for each JSON line on stdin: what the browser module makes of a program.
// Python's tests compare the answers with its own.
import { createInterface } from "node:readline";
import * as ir from "../build/node/ir.mjs";

const encoded = (bytes) => Buffer.from(bytes).toString("base64");

async function measured({ text, lenient, segments, upTo, skipBlends, files, cut }) {
  let solid = await ir.build(ir.parse(text, { lenient }), { segments, upTo, skipBlends });
  if (cut) {
    const whole = solid;
    solid = ir.section(whole, cut);
    whole.dispose();
  }
  const { volume, area, bbox, bodies, voids, genus, triangles, skipped } = solid;
  const { positions, indices, normals } = solid.mesh;
  const unit = normals.every((_, i) => i % 3 || Math.abs(Math.hypot(...normals.slice(i, i + 3)) - 1) < 1e-5);
  const answer = {
    volume, area, bbox, shells: [bodies, voids, genus], triangles, skipped,
    mesh: { vertices: positions.length / 3, triangles: indices.length / 3, unit },
  };
  if (files) {
    Object.assign(answer, {
      stl: encoded(ir.toSTL(solid)), "3mf": encoded(ir.to3MF(solid)), glb: encoded(ir.toGLB(solid)),
    });
  }
  solid.dispose();
  return answer;
}

const DO = {
  measure: measured,
  check: ({ text, lenient }) =>
    ir.check(text, { lenient }).map(({ line, column, found, expected, message }) => ({
      line, column, found, expected, message,
    })),
  format: ({ text, lenient }) => ir.format(ir.parse(text, { lenient })),
  numbers: ({ text }) => ir.numbers(text),
  number: ({ value }) => ir.formatNumber(value),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: what, ...rest } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: await DO[what](rest) };
  } catch (error) {
    const { name, message, kind, node, line, column } = error;
    answer = { error: { name, message, kind, node, line, column } };
    if (!["IRError", "SolidError", "RangeError"].includes(name)) answer.error.stack = error.stack;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
