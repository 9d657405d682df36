/** Measuring between two points of the part, which snap to its corners. */

import * as THREE from "three";
import { mm } from "../asked/compare";
import { Labels, cssColour } from "./labels";
import type { Viewer } from "./viewer";

const SNAP = 12; // px to the nearest corner of the triangle that was hit
const STILL = 5; // px: a pointer that moved less has clicked

export class Tape {
  private readonly material = new THREE.LineBasicMaterial({ depthTest: false });
  private readonly line = new THREE.Line(new THREE.BufferGeometry(), this.material);
  private readonly dots = new THREE.Points(
    new THREE.BufferGeometry(), new THREE.PointsMaterial({ size: 8, sizeAttenuation: false, depthTest: false }),
  );
  private readonly labels: Labels;
  private points: THREE.Vector3[] = [];
  private on = false;
  private down: [number, number] | null = null;

  /** `say` is told what was measured, in words. */
  constructor(
    private readonly viewer: Viewer, private readonly canvas: HTMLElement, overlay: HTMLElement,
    private readonly say: (text: string) => void,
  ) {
    this.labels = new Labels(viewer, overlay, "tape");
    this.line.renderOrder = this.dots.renderOrder = 3;
    viewer.scene.add(this.line, this.dots);
    canvas.addEventListener("pointerdown", (event) => (this.down = [event.clientX, event.clientY]));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    this.clear();
  }

  toggle(on: boolean): void {
    this.on = on;
    this.clear();
    if (on) this.say("Measuring: pick two points of the part");
  }

  clear(): void {
    this.points = [];
    this.lay();
  }

  private up(event: PointerEvent): void {
    if (!this.on || !this.down) return;
    if (Math.hypot(event.clientX - this.down[0], event.clientY - this.down[1]) > STILL) return;
    const point = this.pick(event.clientX, event.clientY);
    if (!point) return;
    this.points = this.points.length === 1 ? [this.points[0], point] : [point];
    this.lay();
  }

  private pick(clientX: number, clientY: number): THREE.Vector3 | null {
    const { part, camera, cut } = this.viewer;
    if (!part) return null;
    const area = this.canvas.getBoundingClientRect();
    const at = new THREE.Vector2(
      ((clientX - area.left) / area.width) * 2 - 1, 1 - ((clientY - area.top) / area.height) * 2,
    );
    const caster = new THREE.Raycaster();
    caster.setFromCamera(at, camera);
    const plane = cut.active;
    const hit = caster.intersectObject(part).find(({ point }) => !plane || plane.distanceToPoint(point) >= 0);
    if (!hit?.face) return null;
    const position = part.geometry.getAttribute("position");
    const near = [hit.face.a, hit.face.b, hit.face.c]
      .map((i) => new THREE.Vector3().fromBufferAttribute(position, i))
      .map((corner) => ({ corner, off: this.apart(corner, at, area) }))
      .sort((a, b) => a.off - b.off)[0];
    return near.off < SNAP ? near.corner : hit.point;
  }

  private apart(corner: THREE.Vector3, at: THREE.Vector2, area: DOMRect): number {
    const p = corner.clone().project(this.viewer.camera);
    return Math.hypot(((p.x - at.x) * area.width) / 2, ((p.y - at.y) * area.height) / 2);
  }

  private lay(): void {
    this.material.color = this.dots.material.color = new THREE.Color(cssColour("--accent"));
    for (const shape of [this.line, this.dots]) {
      shape.geometry.dispose();
      shape.geometry = new THREE.BufferGeometry().setFromPoints(this.points);
      shape.visible = this.points.length > 0;
    }
    const [a, b] = this.points;
    if (a && b) {
      const away = b.clone().sub(a);
      const parts = [away.x, away.y, away.z].map((value) => mm(Math.abs(value)));
      const text = `${mm(away.length())} mm`;
      this.labels.set([{ text, at: a.clone().add(b).multiplyScalar(0.5) }]);
      this.say(`${text} between the points (X ${parts[0]}, Y ${parts[1]}, Z ${parts[2]})`);
    } else this.labels.set([]);
    this.viewer.draw();
  }
}
