/** Menus that open below their button; the browser closes them on Escape and on a click outside. */

import { byId } from "./dom";

export function placeMenus(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[popovertarget]")) {
    const menu = byId(button.getAttribute("popovertarget")!);
    button.setAttribute("aria-expanded", "false");
    menu.addEventListener("toggle", (event) => {
      const open = (event as ToggleEvent).newState === "open";
      button.setAttribute("aria-expanded", String(open));
      if (!open) return;
      const at = button.getBoundingClientRect();
      const right = Math.max(8, Math.min(innerWidth - at.right, innerWidth - menu.offsetWidth - 8));
      menu.style.top = `${at.bottom + 6}px`;
      menu.style.right = `${right}px`;
      menu.querySelector<HTMLElement>("button:not([disabled]), input")?.focus();
    });
    menu.addEventListener("keydown", (event) => walk(menu, event));
  }
}

/** Arrow keys go through the entries of a menu. */
function walk(menu: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const entries = [...menu.querySelectorAll<HTMLElement>("button:not([disabled])")];
  const at = entries.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  entries[(at + step + entries.length) % entries.length].focus();
}
