/** Lines and figures over the part: the size of its box, and a distance between two points. */

import * as THREE from "three";
import { mm } from "../asked/compare";
import type { Viewer } from "./viewer";

/** Figures as text over the canvas, each at a place of the scene. */
export class Labels {
  private readonly texts: { element: HTMLElement; at: THREE.Vector3 }[] = [];

  constructor(private readonly viewer: Viewer, private readonly overlay: HTMLElement, private readonly kind: string) {
    viewer.onDraw(() => this.place());
  }

  set(labels: readonly { text: string; at: THREE.Vector3 }[]): void {
    while (this.texts.length > labels.length) this.texts.pop()!.element.remove();
    labels.forEach(({ text, at }, i) => {
      const known = this.texts[i] ?? { element: this.add(), at };
      this.texts[i] = { ...known, at };
      if (known.element.textContent !== text) known.element.textContent = text;
    });
    this.place();
  }

  private add(): HTMLElement {
    const element = document.createElement("span");
    element.className = `label ${this.kind}`;
    this.overlay.append(element);
    return element;
  }

  private place(): void {
    const { clientWidth: w, clientHeight: h } = this.overlay;
    for (const { element, at } of this.texts) {
      const p = at.clone().project(this.viewer.camera);
      element.style.transform = `translate(-50%, -50%) translate(${((p.x + 1) / 2) * w}px, ${((1 - p.y) / 2) * h}px)`;
    }
  }
}

/** Width, depth and height of the bounding box, on the sides that face the eye. */
export class Dimensions {
  private readonly material = new THREE.LineBasicMaterial();
  private readonly lines = new THREE.LineSegments(new THREE.BufferGeometry(), this.material);
  private readonly labels: Labels;
  private side = "";
  private on = true;

  constructor(private readonly viewer: Viewer, overlay: HTMLElement) {
    this.labels = new Labels(viewer, overlay, "dimension");
    viewer.scene.add(this.lines);
    viewer.onDraw(() => this.follow());
  }

  toggle(on: boolean): void {
    this.on = on;
    this.refresh();
  }

  /** Draw anew, after the part or the theme has changed. */
  refresh(): void {
    this.side = "";
    this.viewer.draw();
  }

  /** Move to the sides that face the eye, when those have changed. */
  private follow(): void {
    const { box, camera, part } = this.viewer;
    const middle = box.getCenter(new THREE.Vector3());
    const x = camera.position.x < middle.x ? -1 : 1, y = camera.position.y < middle.y ? -1 : 1;
    const side = `${x}${y}${this.on && part !== null}`;
    if (side === this.side) return;
    this.side = side;
    this.lines.visible = this.on && part !== null;
    if (this.lines.visible) this.lay(x, y);
    else this.labels.set([]);
    this.viewer.draw();
  }

  private lay(sx: number, sy: number): void {
    const { min, max } = this.viewer.box;
    const size = this.viewer.box.getSize(new THREE.Vector3());
    const off = 0.09 * Math.max(size.x, size.y, size.z), over = 0.25 * off;
    const nearX = sx < 0 ? min.x : max.x, nearY = sy < 0 ? min.y : max.y, farY = sy < 0 ? max.y : min.y;
    const points: THREE.Vector3[] = [];
    const labels: { text: string; at: THREE.Vector3 }[] = [];
    const dimension = (a: THREE.Vector3, b: THREE.Vector3, out: THREE.Vector3, length: number) => {
      const [c, d] = [a, b].map((p) => p.clone().addScaledVector(out, off)) as [THREE.Vector3, THREE.Vector3];
      points.push(c, d);
      for (const [from, to] of [[a, c], [b, d]] as const) {
        points.push(from.clone().addScaledVector(out, over), to.clone().addScaledVector(out, over));
      }
      labels.push({ text: mm(length), at: c.clone().add(d).multiplyScalar(0.5) });
    };
    const v = (x: number, y: number, z: number) => new THREE.Vector3(x, y, z);
    dimension(v(min.x, nearY, min.z), v(max.x, nearY, min.z), v(0, sy, 0), size.x);
    dimension(v(nearX, min.y, min.z), v(nearX, max.y, min.z), v(sx, 0, 0), size.y);
    dimension(v(nearX, farY, min.z), v(nearX, farY, max.z), v(sx, 0, 0), size.z);
    this.lines.geometry.dispose();
    this.lines.geometry = new THREE.BufferGeometry().setFromPoints(points);
    this.material.color = new THREE.Color(cssColour("--dimension"));
    this.labels.set(labels);
  }
}

export function cssColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
