/** Light, dark, or as the system is. */

import { byId } from "./dom";
import { keep, recall } from "./store";

type Theme = "light" | "dark";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** `changed` is called whenever colours have changed. */
export function startTheme(changed: () => void): void {
  const button = byId("theme");
  let chosen = recall<Theme | null>("theme", null);
  const apply = () => {
    const theme: Theme = chosen ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    const other = theme === "dark" ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to the ${other} theme`);
    button.title = `Switch to the ${other} theme`;
    changed();
  };
  button.addEventListener("click", () => {
    const next: Theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    chosen = next === (dark.matches ? "dark" : "light") ? null : next; // the system's is no choice
    keep("theme", chosen);
    apply();
  });
  dark.addEventListener("change", apply);
  apply();
}
