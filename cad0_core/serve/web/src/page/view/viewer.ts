/** The viewport: one part, lit from the eye, drawn only when something has changed. */

import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import type { Mesh } from "../../ir";
import { Cut } from "./cut";
import { Grid } from "./grid";

export type View = "iso" | "top" | "front" | "right";

const VIEWS: Record<View, [number, number, number]> = {
  iso: [-0.62, -1, 0.62],
  top: [0, -1e-4, 1],
  front: [0, -1, 0],
  right: [1, 0, 0],
};
const CREASE = 26; // degrees; facets of a circle are less apart
const MOST_EDGED = 120_000; // triangles; beyond, edges cost more than they tell
const ROOM = 1.3; // around the part, for its dimensions
const TURN = 0.25; // rad/s while a part is being made

export class Viewer {
  readonly camera = new THREE.PerspectiveCamera(28, 1, 0.1, 1e5);
  readonly controls: OrbitControls;
  readonly scene = new THREE.Scene();
  readonly cut: Cut;
  /** Bounding box of the part, in mm. */
  readonly box = new THREE.Box3(new THREE.Vector3(), new THREE.Vector3(1, 1, 1));
  part: THREE.Mesh | null = null;

  private readonly renderer: THREE.WebGLRenderer;
  private readonly grid = new Grid();
  private readonly tools = new THREE.Group();
  private readonly steel = new THREE.MeshStandardMaterial({ metalness: 0.1, roughness: 0.62 });
  private readonly line = new THREE.LineBasicMaterial();
  private readonly ghost = new THREE.MeshStandardMaterial({ transparent: true, opacity: 0.34, depthWrite: false });
  private edges: THREE.LineSegments | null = null;
  private readonly listeners: (() => void)[] = [];
  private asked = false;
  private turning = false;
  private last = 0;

  /** Raises an `Error` where the browser has no WebGL 2. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true, stencil: true });
    this.renderer.localClippingEnabled = true;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.cut = new Cut(this.scene, [this.steel, this.line]);
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.addEventListener("change", () => this.draw());
    this.controls.addEventListener("start", () => this.turn(false));
    this.steel.polygonOffset = true; // edges lie on faces, and must win
    this.steel.polygonOffsetFactor = this.steel.polygonOffsetUnits = 1;
    this.light();
    this.scene.add(this.grid.lines, this.tools);
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement ?? canvas);
    this.paint();
    this.resize();
  }

  /** Called after every drawing, with everything in its place. */
  onDraw(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Show a part in place of the last one; `tools` are drawn see-through beside it. */
  show(mesh: Mesh | null, tools: readonly Mesh[] = []): void {
    this.clear();
    if (mesh) {
      const geometry = geometryOf(mesh);
      this.part = new THREE.Mesh(geometry, this.steel);
      this.scene.add(this.part);
      if (mesh.indices.length / 3 < MOST_EDGED) {
        this.edges = new THREE.LineSegments(new THREE.EdgesGeometry(geometry, CREASE), this.line);
        this.scene.add(this.edges);
      }
      this.box.setFromObject(this.part);
      this.cut.fill(geometry, this.box);
      this.grid.lay(this.box);
    }
    this.ghosts(tools);
  }

  /** Other solids, see-through over the part. */
  ghosts(meshes: readonly Mesh[]): void {
    for (const old of this.tools.children) (old as THREE.Mesh).geometry.dispose();
    this.tools.clear();
    for (const mesh of meshes) this.tools.add(new THREE.Mesh(geometryOf(mesh), this.ghost));
    this.draw();
  }

  private clear(): void {
    for (const old of [this.part, this.edges]) {
      if (!old) continue;
      this.scene.remove(old);
      old.geometry.dispose();
    }
    this.part = this.edges = null;
    this.cut.fill(null, this.box);
  }

  /** Look from a side at the whole part. */
  look(view: View): void {
    this.aim(new THREE.Vector3(...VIEWS[view]));
  }

  /** The whole part, from where the eye is. */
  fit(): void {
    this.aim(this.camera.position.clone().sub(this.controls.target));
  }

  private aim(direction: THREE.Vector3): void {
    const ball = this.box.getBoundingSphere(new THREE.Sphere());
    const half = (this.camera.fov * Math.PI) / 360;
    const narrow = Math.min(1, this.camera.aspect);
    const distance = (ROOM * ball.radius) / Math.sin(Math.atan(Math.tan(half) * narrow));
    if (direction.lengthSq() < 1e-12) direction.set(...VIEWS.iso);
    this.controls.target.copy(ball.center);
    this.camera.position.copy(ball.center).addScaledVector(direction.normalize(), distance);
    this.camera.near = distance / 100;
    this.camera.far = distance * 20;
    this.camera.updateProjectionMatrix();
    this.controls.update();
    this.draw();
  }

  /** Go around the part by degrees, or nearer by a factor: what keys do. */
  orbit(aside: number, up: number, zoom = 1): void {
    this.turn(false);
    const offset = this.camera.position.clone().sub(this.controls.target);
    const ball = new THREE.Spherical().setFromVector3(new THREE.Vector3(offset.x, offset.z, -offset.y));
    ball.theta += (aside * Math.PI) / 180;
    ball.phi = THREE.MathUtils.clamp(ball.phi - (up * Math.PI) / 180, 1e-3, Math.PI - 1e-3);
    ball.radius /= zoom;
    const moved = new THREE.Vector3().setFromSpherical(ball);
    this.camera.position.copy(this.controls.target).add(new THREE.Vector3(moved.x, -moved.z, moved.y));
    this.controls.update();
    this.draw();
  }

  /** Turn slowly by itself, until told otherwise or touched. */
  turn(on: boolean): void {
    this.turning = on && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.turning) this.draw();
  }

  /** A small picture of what is shown, as a data URL. */
  picture(width: number, height: number): string {
    const small = document.createElement("canvas");
    [small.width, small.height] = [width, height];
    this.render();
    const { width: w, height: h } = this.canvas;
    const scale = Math.max(width / w, height / h);
    const context = small.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.canvas, (width - w * scale) / 2, (height - h * scale) / 2, w * scale, h * scale);
    return small.toDataURL("image/webp", 0.8);
  }

  /** Colours of the style sheet, again after the theme has changed. */
  paint(): void {
    const style = getComputedStyle(this.canvas);
    const colour = (name: string) => new THREE.Color(style.getPropertyValue(name).trim());
    this.steel.color = colour("--part");
    this.line.color = colour("--edge");
    this.ghost.color = colour("--accent");
    this.grid.paint(colour("--grid"), colour("--grid-major"));
    this.cut.paint(style.getPropertyValue("--cut").trim(), style.getPropertyValue("--cut-line").trim());
    this.draw();
  }

  draw(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame((now) => {
      this.asked = false;
      if (this.turning) this.advance(now);
      this.last = now;
      this.render();
    });
  }

  private advance(now: number): void {
    const seconds = Math.min((now - this.last) / 1000, 0.1);
    const offset = this.camera.position.clone().sub(this.controls.target);
    offset.applyAxisAngle(this.camera.up, TURN * seconds);
    this.camera.position.copy(this.controls.target).add(offset);
    this.camera.lookAt(this.controls.target);
    this.draw();
  }

  private render(): void {
    this.renderer.render(this.scene, this.camera);
    for (const listener of this.listeners) listener();
  }

  private light(): void {
    this.scene.add(new THREE.HemisphereLight(0xffffff, 0x8890a0, 1.5));
    const key = new THREE.DirectionalLight(0xffffff, 1.9);
    key.position.set(-0.6, 0.9, 0.8); // in the frame of the eye: over its left shoulder
    const fill = new THREE.DirectionalLight(0xffffff, 0.9);
    fill.position.set(1, -0.2, 0.4);
    for (const lamp of [key, fill]) this.camera.add(lamp, lamp.target);
    this.scene.add(this.camera);
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement ?? this.canvas;
    if (!width || !height) return;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.fit();
  }
}

function geometryOf({ positions, normals, indices }: Mesh): THREE.BufferGeometry {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute("position", new THREE.BufferAttribute(positions, 3));
  geometry.setAttribute("normal", new THREE.BufferAttribute(normals, 3));
  geometry.setIndex(new THREE.BufferAttribute(indices, 1));
  return geometry;
}
