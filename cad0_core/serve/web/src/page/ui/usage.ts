/** What a line of a program may hold, in the words of the language's own table. */

import { OPS } from "../../ir";

/** How the operation of a line (from 0) is written and what it makes; whether it makes a node. */
export function usage(text: string, line: number): { text: string; node: boolean } {
  const code = text.split("\n")[line]?.trim().split(/\s+/)[0] ?? "";
  const op = OPS.get(code);
  return op ? { text: `${op.usage}: ${op.help}`, node: op.makes === "solid" } : { text: "", node: false };
}
