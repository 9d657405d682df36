// Answers each line {"text": ..., "ir": ...} with what the text asks and the solid measures.
import { createInterface } from "node:readline";
import { build, compare, factsOf, parse, read } from "../build/node/page.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { text, ir } = JSON.parse(line);
  let answer;
  try {
    const solid = await build(parse(ir));
    answer = { ok: { findings: compare(read(text), factsOf(solid)) } };
    solid.dispose();
  } catch (error) {
    answer = { error: { name: error.name, message: error.message } };
  }
  console.log(JSON.stringify(answer));
}
