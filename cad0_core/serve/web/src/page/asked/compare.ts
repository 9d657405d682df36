/**
 * Asked against got: each statement of a text held against what the solid measures.
 *
 * A statement holds if the solid has such a measure anywhere; where it should be, a pattern can't
 * know. What can't be measured is `open`, never passed. Sizes hold within 0.05 mm or 1 %, as in
 * `cad0_core/parts/predicates.py`.
 */

import type { Facts } from "../solid/facts";
import type { Round } from "../solid/round";
import { dot, norm, scale, sub } from "../solid/vectors";
import type { Role, Statement } from "./read";

export interface Finding {
  asked: string;
  got: string;
  verdict: "holds" | "wrong" | "open";
}

// ISO 273 (medium) and ISO 2306, as in cad0_core/parts/tables.py.
const CLEARANCE: Record<number, number> = { 2: 2.4, 2.5: 2.9, 3: 3.4, 4: 4.5, 5: 5.5, 6: 6.6, 8: 9 };
const TAP: Record<number, number> = { 2: 1.6, 2.5: 2.05, 3: 2.5, 4: 3.3, 5: 4.2, 6: 5, 8: 6.8 };

export function compare(statements: readonly Statement[], facts: Facts): Finding[] {
  return statements.map((statement) => ({ asked: statement.asked, ...judge(statement, facts) }));
}

type Judged = Omit<Finding, "asked">;

const holds = (got: string): Judged => ({ got, verdict: "holds" });
const wrong = (got: string): Judged => ({ got, verdict: "wrong" });
const open = (got: string): Judged => ({ got, verdict: "open" });

function judge(statement: Statement, facts: Facts): Judged {
  switch (statement.kind) {
    case "chain": return chain(statement.sizes, statement.inner, facts);
    case "length": return length(statement.mm, statement.role, facts);
    case "diameter": return diameter(statement.mm, statement.side, facts);
    case "circle": return circleOf(statement.mm, facts);
    case "count": {
      const judged = count(statement.count, statement.of, statement.diameter, facts);
      const missed = judged.verdict === "holds" && statement.corners && !atCorners(statement.count, facts);
      return missed ? wrong(`${judged.got}, not at the corners`) : judged;
    }
    case "none": return none(facts);
    case "module": return moduleOf(statement.mm, facts);
    case "thread": return thread(statement.size, facts);
    case "unread": return open("not checked: this reader can't tell what it is a size of");
  }
}

export function close(got: number, asked: number): boolean {
  return Math.abs(got - asked) <= Math.max(0.05, 0.01 * Math.abs(asked));
}

/** A number of mm as people write it. */
export function mm(value: number): string {
  return String(Math.round(value * 100) / 100);
}

interface Measure {
  mm: number;
  what: string;
}

const named = (values: readonly number[], what: string): Measure[] => values.map((mm) => ({ mm, what }));

const overall = (facts: Facts): Measure[] =>
  facts.size.map((mm, i) => ({ mm, what: `overall in ${"XYZ"[i]}` }));

/** Walls of tubes too: the difference of two radii about one axis. */
function walls(facts: Facts): Measure[] {
  const tubes: number[] = [];
  for (const outer of facts.rounds.filter((round) => !round.hollow)) {
    for (const inner of facts.rounds.filter((round) => round.hollow && coaxial(round, outer))) {
      tubes.push((outer.diameters[0] - inner.diameters[0]) / 2, (outer.diameters[1] - inner.diameters[1]) / 2);
    }
  }
  return [...named(facts.walls, "through material"), ...named(tubes.filter((t) => t > 0), "wall of a tube")];
}

/** Differences of radii about one axis: how deep a groove is. */
function shoulders({ rounds }: Facts): Measure[] {
  const found = rounds.flatMap((a, i) => rounds.slice(i + 1).filter((b) => coaxial(a, b))
    .map((b) => Math.abs(a.diameters[0] - b.diameters[0]) / 2));
  return named(found.filter((value) => value > 0.05), "between radii");
}

const isSlotEnd = (one: Round): boolean => one.hollow && Math.abs(one.angle - 180) < 20;

/** Over all, from end to end of each two rounded ends. */
function slotLengths({ rounds }: Facts): Measure[] {
  const ends = rounds.filter(isSlotEnd);
  const found = ends.flatMap((a, i) => ends.slice(i + 1)
    .filter((b) => close(a.diameters[0], b.diameters[0])).map((b) => axisDistance(a, b) + a.diameters[0]));
  return named(found, "slot, over all");
}

const heights = (facts: Facts): Measure[] =>
  named(facts.rounds.map(({ span }) => span[1] - span[0]), "height of a round face");

function lengths(role: Role, facts: Facts): Measure[] {
  const across = named(facts.steps, "between faces");
  const gaps = named(facts.gaps, "gap");
  const round = named(facts.rounds.flatMap((one) => one.diameters), "diameter");
  const corners = named(facts.corners, "between edges");
  switch (role) {
    case "thickness": return [...walls(facts), ...overall(facts), ...across, ...heights(facts)];
    case "gap": return [...gaps, ...named(hollows(facts).map((one) => one.diameters[0]), "bore"), ...across];
    case "spacing": return named(pitches(facts), "between axes").concat(gaps, across);
    case "edge": return named(edges(facts), "axis to edge").concat(across);
    case "size": return [...overall(facts), ...walls(facts), ...gaps, ...across, ...heights(facts), ...round,
      ...corners, ...shoulders(facts), ...slotLengths(facts), ...named(pitches(facts), "between axes")];
  }
}

function length(asked: number, role: Role, facts: Facts): Judged {
  const judged = match(asked, lengths(role, facts));
  // "20 from ..." may be from anything.
  if (role === "edge" && judged.verdict === "wrong") return open("not checked: not from a hole to an edge");
  return judged;
}

function match(asked: number, measures: Measure[]): Judged {
  const found = measures.find((one) => close(one.mm, asked));
  if (found) return holds(`${mm(found.mm)} mm ${found.what}`);
  if (measures.length === 0) return wrong("nothing of the kind");
  const near = nearest(measures, asked);
  return wrong(`nearest is ${mm(near.mm)} mm ${near.what}`);
}

function nearest(measures: Measure[], asked: number): Measure {
  return measures.reduce((best, one) => (Math.abs(one.mm - asked) < Math.abs(best.mm - asked) ? one : best));
}

function chain(sizes: number[], inner: boolean, facts: Facts): Judged {
  const left = inner ? named(facts.gaps, "gap") : overall(facts);
  const missing: number[] = [];
  for (const size of sizes) {
    const at = left.findIndex((one) => close(one.mm, size));
    if (at < 0) missing.push(size);
    else if (!inner) left.splice(at, 1);
  }
  const box = `${facts.size.map(mm).join(" × ")} mm overall`;
  if (missing.length === 0) return holds(inner ? `${sizes.map(mm).join(" × ")} mm inside` : box);
  // A chain may be of a feature, such as a foot or a pocket, rather than of the whole.
  const found = missing.map((size) => match(size, lengths("size", facts)));
  if (found.every((one) => one.verdict === "holds")) {
    return holds(found.map((one) => one.got).join(", "));
  }
  const off = missing.filter((_, i) => found[i].verdict === "wrong").map(mm).join(" and ");
  return wrong(`${box}; no ${off} mm`);
}

const hollows = (facts: Facts): Round[] => facts.rounds.filter((round) => round.hollow);

function diameter(asked: number, side: "inner" | "outer" | "any", facts: Facts): Judged {
  const fitting = facts.rounds.filter((one) => side === "any" || one.hollow === (side === "inner"));
  const measures = fitting.flatMap((one) => named([...new Set(one.diameters.map((d) => +d.toFixed(3)))],
    `diameter, ${one.hollow ? "hole" : "outside"}`));
  // A rim that notches or teeth break up is no round surface, but has a diameter.
  if (side !== "inner") measures.push(...named(facts.rims.map((rim) => rim.diameter), "across the rim"), ...overall(facts));
  if (measures.length === 0) return wrong("no round hole");
  return match(asked, measures);
}

// Degrees. A slot cut into a hole from the edge opens it; the ends of a slot go around by 180.
const ROUND = 200;

/** Holes that go around, once for each axis and diameter. */
export function holes(facts: Facts): Round[] {
  const round = hollows(facts).filter((one) => one.shape === "cylinder" && one.angle > ROUND);
  return round.filter((one, i) => !round.slice(0, i).some((other) => same(one, other)));
}

function same(a: Round, b: Round): boolean {
  return close(a.diameters[0], b.diameters[0]) && coaxial(a, b);
}

function coaxial(a: Round, b: Round): boolean {
  if (Math.abs(dot(a.axis, b.axis)) < 0.999) return false;
  return axisDistance(a, b) < 0.05;
}

/** Distance between two parallel axes, in mm. */
function axisDistance(a: Round, b: Round): number {
  const away = sub(a.center, b.center);
  return norm(sub(away, scale(a.axis, dot(away, a.axis))));
}

function pitches(facts: Facts): number[] {
  const found = facts.rounds.filter((one) => one.angle > 350);
  const pairs = found.flatMap((a, i) => found.slice(i + 1)
    .filter((b) => Math.abs(dot(a.axis, b.axis)) > 0.999).map((b) => axisDistance(a, b)));
  // On a grid, what lies between two axes is also stated along one direction.
  const along = found.flatMap((a, i) => found.slice(i + 1).flatMap((b) => sub(a.center, b.center).map(Math.abs)));
  return [...new Set([...pairs, ...along].filter((value) => value > 0.05).map((value) => +value.toFixed(3)))];
}

function edges(facts: Facts): number[] {
  const found = hollows(facts).flatMap((hole) => [0, 1, 2].filter((i) => Math.abs(hole.axis[i]) < 0.1)
    .flatMap((i) => [hole.center[i] - facts.low[i], facts.high[i] - hole.center[i]]));
  return [...new Set(found.map((value) => +value.toFixed(3)))];
}

function circleOf(asked: number, facts: Facts): Judged {
  const groups = new Map<string, Round[]>();
  for (const hole of holes(facts)) {
    const key = `${mm(hole.diameters[0])}/${hole.axis.map((v) => Math.abs(v).toFixed(2)).join()}`;
    groups.set(key, [...(groups.get(key) ?? []), hole]);
  }
  const found = [...groups.values()].flatMap((group) => {
    if (group.length < 2) return [];
    const middle = scale(group.reduce((sum, one) => [0, 1, 2].map((i) => sum[i] + one.center[i]) as
      unknown as typeof sum, [0, 0, 0] as Round["center"]), 1 / group.length);
    const reach = group.map((one) => axisDistance(one, { ...one, center: middle }));
    const even = Math.max(...reach) - Math.min(...reach) < 0.1;
    return even ? [{ mm: 2 * reach[0], what: `circle through ${group.length} holes` }] : [];
  });
  return found.length ? match(asked, found) : wrong("no holes on a circle");
}

function count(asked: number, of: string, size: number | undefined, facts: Facts): Judged {
  if (of === "teeth") return teeth(asked, facts);
  if (of === "slots") return slots(asked, facts);
  if (of === "pins" || of === "studs") return tally(asked, facts.rounds.filter((one) => !one.hollow), of);
  if (of !== "holes") return open(`not checked: ${of} can't be counted here`);
  return size === undefined ? anyHoles(asked, facts) : tally(asked, sized(size, facts), `holes of ${mm(size)} mm`);
}

const sized = (size: number, facts: Facts): Round[] =>
  holes(facts).filter((hole) => close(hole.diameters[0], size));

/** Whether so many holes of one diameter lie as the corners do: mirrored across both middles. */
function atCorners(asked: number, facts: Facts): boolean {
  const middle = [0, 1, 2].map((i) => (facts.low[i] + facts.high[i]) / 2);
  return holes(facts).some((first) => {
    const group = sized(first.diameters[0], facts).filter((one) => Math.abs(dot(one.axis, first.axis)) > 0.999);
    const across = [0, 1, 2].filter((i) => Math.abs(first.axis[i]) < 0.1);
    return group.length === asked && across.every((i) => group.every((a) => group.some((b) =>
      across.every((j) => close(b.center[j], j === i ? 2 * middle[j] - a.center[j] : a.center[j])))
      && group.every((a) => Math.abs(a.center[i] - middle[i]) > 0.05)));
  });
}

/** So many holes of one diameter, or so many in all. */
function anyHoles(asked: number, facts: Facts): Judged {
  const all = holes(facts);
  const sizes = [...new Set(all.map((hole) => mm(hole.diameters[0])))];
  const kinds = sizes.map((size) => `${sized(Number(size), facts).length} of ${size} mm`);
  const fits = all.length === asked || sizes.some((size) => sized(Number(size), facts).length === asked);
  const got = all.length ? kinds.join(", ") : "no round hole";
  return fits ? holds(got) : wrong(got);
}

function tally(asked: number, found: Round[], of: string): Judged {
  const sizes = [...new Set(found.map((one) => mm(one.diameters[0])))];
  const counts = sizes.map((size) => found.filter((one) => mm(one.diameters[0]) === size).length);
  const got = `${counts.includes(asked) ? asked : found.length} ${of}`;
  return counts.includes(asked) || found.length === asked ? holds(got) : wrong(got);
}

function slots(asked: number, facts: Facts): Judged {
  const ends = facts.rounds.filter(isSlotEnd);
  if (ends.length === 0) return open("not checked: only round-ended slots are counted");
  return ends.length / 2 === asked ? holds(`${asked} round-ended`) : wrong(`${ends.length / 2} round-ended`);
}

/** Pieces of the rim, about whichever axis shows as many as were asked. */
function teeth(asked: number, { rims }: Facts): Judged {
  const counts = rims.map((rim) => rim.pieces);
  return counts.includes(asked) ? holds(`${asked} on the rim`) : wrong(`${Math.max(...counts)} on the rim`);
}

/** The tip circle of a gear is the module times its teeth and two more. */
function moduleOf(asked: number, { rims }: Facts): Judged {
  const toothed = rims.filter((rim) => rim.pieces >= 6);
  if (!toothed.length) return open("not checked: no teeth to tell it by");
  const fits = toothed.find((rim) => close(rim.diameter, asked * (rim.pieces + 2)));
  const gear = fits ?? toothed[0], got = `${mm(gear.diameter)} mm over ${gear.pieces} teeth`;
  return fits ? holds(got) : wrong(got);
}

function none(facts: Facts): Judged {
  const round = holes(facts).length;
  if (round === 0 && facts.genus === 0) return holds("no hole");
  return wrong(round ? `${round} round hole${round > 1 ? "s" : ""}` : `${facts.genus} through holes`);
}

function thread(size: number, facts: Facts): Judged {
  const fits = [CLEARANCE[size], TAP[size], size].filter((value) => value !== undefined);
  const found = facts.rounds.find((one) => fits.some((value) => close(one.diameters[0], value)));
  if (!found && !(size in TAP)) return open("not checked: no table here has this thread");
  if (!found) return wrong(`no ${fits.map(mm).join(" or ")} mm hole or pin`);
  const d = found.diameters[0];
  const use = close(d, TAP[size] ?? 0) ? "tap drill" : close(d, CLEARANCE[size] ?? 0) ? "clearance" : "nominal";
  return holds(`${mm(d)} mm, ${use} of M${size}`);
}
