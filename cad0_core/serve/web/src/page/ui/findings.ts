/** Asked against got as a table, and what the part measures as a list. */

import { holes, mm, type Finding } from "../asked/compare";
import type { Facts } from "../solid/facts";
import { byId, icon, make } from "./dom";

const SIGNS = { holds: ["check", "holds"], wrong: ["cross", "wrong"], open: ["dash", "not checked"] } as const;

export function showFindings(findings: readonly Finding[], prompt: string): void {
  const body = byId("findings");
  const rows = findings.map(({ asked, got, verdict }) => {
    const [sign, words] = SIGNS[verdict];
    return make("tr", { class: verdict, "data-verdict": verdict },
      make("td", { class: "sign" }, icon(sign), make("span", { class: "unseen" }, words)),
      make("th", { scope: "row" }, asked),
      make("td", {}, got));
  });
  body.replaceChildren(...rows);
  const count = (verdict: Finding["verdict"]) => findings.filter((one) => one.verdict === verdict).length;
  const [good, bad, open] = [count("holds"), count("wrong"), count("open")];
  byId("findings-table").hidden = findings.length === 0;
  const said = [`${good} of ${findings.length} hold${good === 1 ? "s" : ""}`, bad && `${bad} wrong`, open && `${open} not checked`];
  const empty = prompt.trim() ? "The text states no number that can be held against the part." : "What the text states and what the part measures stand here, side by side.";
  const summary = byId("findings-summary");
  summary.textContent = findings.length ? said.filter(Boolean).join(", ") : empty;
  summary.className = bad ? "summary bad" : "summary";
}

export function showFacts(facts: Facts | null): void {
  const list = byId("facts");
  list.hidden = facts === null;
  if (!facts) return list.replaceChildren();
  const bores = new Map<string, number>();
  for (const hole of holes(facts)) bores.set(mm(hole.diameters[0]), (bores.get(mm(hole.diameters[0])) ?? 0) + 1);
  const rows: [string, (Node | string)[]][] = [
    ["Size", [facts.size.map(mm).join(" × "), unit("mm")]],
    ["Volume", [data("volume", facts.volume), unit("mm³")]],
    ["Surface", [data("area", facts.area), unit("mm²")]],
    ["Round holes", [[...bores].map(([size, n]) => `${n} × ⌀${size}`).join(", ") || "none"]],
    ["Thicknesses", [facts.walls.slice(0, 6).map(mm).join(", ") || "–", unit("mm")]],
    ["Through holes", [String(facts.genus)]],
    ["Bodies", [String(facts.bodies) + (facts.voids ? `, ${facts.voids} closed cavities` : "")]],
  ];
  list.replaceChildren(...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, ...value)]));
}

const unit = (text: string): HTMLElement => make("span", { class: "unit" }, text);

function data(id: string, value: number): HTMLElement {
  const text = value.toLocaleString("en", { maximumFractionDigits: 1 });
  return make("data", { id, value: String(value) }, text);
}
