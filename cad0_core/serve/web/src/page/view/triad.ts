/** The axes as they lie to the eye, in the corner. */

import * as THREE from "three";
import type { Viewer } from "./viewer";

const LENGTH = 20;

export class Triad {
  private readonly axes: { line: SVGLineElement; text: SVGTextElement; direction: THREE.Vector3 }[];

  constructor(private readonly viewer: Viewer, svg: Element) {
    this.axes = (["x", "y", "z"] as const).map((name, i) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
      line.style.stroke = text.style.fill = `var(--axis-${name})`;
      text.textContent = name.toUpperCase();
      text.setAttribute("text-anchor", "middle");
      text.setAttribute("dominant-baseline", "central");
      svg.append(line, text);
      return { line, text, direction: new THREE.Vector3().setComponent(i, 1) };
    });
    viewer.onDraw(() => this.turn());
  }

  private turn(): void {
    const away = this.viewer.camera.quaternion.clone().invert();
    for (const { line, text, direction } of this.axes) {
      const { x, y } = direction.clone().applyQuaternion(away);
      line.setAttribute("x2", String(x * LENGTH));
      line.setAttribute("y2", String(-y * LENGTH));
      text.setAttribute("x", String(x * (LENGTH + 7)));
      text.setAttribute("y", String(-y * (LENGTH + 7)));
    }
  }
}
