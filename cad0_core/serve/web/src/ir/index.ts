/**
 * Compact IR in the browser: the same verdicts, solids and files as the Python package `cad0_core.ir`.
 *
 *     const program = parse("C 50 30 5");
 *     const solid = await build(program);
 *     solid.volume; // 7500 mm^3
 *     solid.dispose();
 */
export { IRError, SolidError, type SolidErrorKind } from "./errors";
export { build, section, type Solid } from "./build";
export { toGLB, to3MF, toSTL } from "./formats";
export { numbers, withNumber } from "./numbers";
export { OPS, type Op } from "./ops";
export { check, parse } from "./parse";
export { format, formatNumber } from "./render";
export type * from "./types";
export { setManifoldUrl } from "./where";
