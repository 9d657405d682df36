/** A plane that cuts the part open, its section filled with hatching through the stencil. */

import * as THREE from "three";

export type Axis = "x" | "y" | "z";

const NORMALS: Record<Axis, [number, number, number]> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

export class Cut {
  private readonly plane = new THREE.Plane(new THREE.Vector3(-1, 0, 0), 0);
  private readonly cap: THREE.Mesh<THREE.PlaneGeometry, THREE.MeshBasicMaterial>;
  private readonly walls: THREE.Mesh[];
  private readonly hatch = document.createElement("canvas");
  private readonly texture: THREE.CanvasTexture;
  private on = false;
  private filled = false;

  constructor(scene: THREE.Scene, private readonly cutting: readonly THREE.Material[]) {
    this.hatch.width = this.hatch.height = 32;
    this.texture = new THREE.CanvasTexture(this.hatch);
    this.texture.wrapS = this.texture.wrapT = THREE.RepeatWrapping;
    this.texture.colorSpace = THREE.SRGBColorSpace;
    this.walls = [wall(THREE.BackSide, this.plane), wall(THREE.FrontSide, this.plane)];
    const material = new THREE.MeshBasicMaterial({
      map: this.texture, side: THREE.DoubleSide,
      stencilWrite: true, stencilRef: 0, stencilFunc: THREE.NotEqualStencilFunc,
      stencilFail: THREE.ReplaceStencilOp, stencilZFail: THREE.ReplaceStencilOp, stencilZPass: THREE.ReplaceStencilOp,
    });
    this.cap = new THREE.Mesh(new THREE.PlaneGeometry(1, 1), material);
    this.cap.renderOrder = 1.1;
    this.cap.onAfterRender = (renderer) => renderer.clearStencil();
    scene.add(...this.walls, this.cap);
    this.update();
  }

  /** The solid that is cut; null for none. */
  fill(geometry: THREE.BufferGeometry | null, box: THREE.Box3): void {
    for (const one of this.walls) one.geometry = geometry ?? new THREE.BufferGeometry();
    this.filled = geometry !== null;
    const reach = 2 * box.getSize(new THREE.Vector3()).length();
    this.cap.scale.set(reach, reach, 1);
    this.texture.repeat.setScalar(64);
    this.update();
  }

  /** Cut at a place on an axis, in mm; what lies beyond it is taken away, or with `flip` before. */
  place(axis: Axis, at: number, flip: boolean): void {
    const sign = flip ? 1 : -1;
    this.plane.normal.set(...NORMALS[axis]).multiplyScalar(sign);
    this.plane.constant = -sign * at;
    this.cap.position.set(...NORMALS[axis]).multiplyScalar(at);
    this.cap.lookAt(this.cap.position.clone().add(new THREE.Vector3(...NORMALS[axis])));
    this.on = true;
    this.update();
  }

  remove(): void {
    this.on = false;
    this.update();
  }

  /** The plane, while it cuts. */
  get active(): THREE.Plane | null {
    return this.on ? this.plane : null;
  }

  paint(ground: string, line: string): void {
    const context = this.hatch.getContext("2d")!;
    context.fillStyle = ground;
    context.fillRect(0, 0, 32, 32);
    context.strokeStyle = line;
    context.lineWidth = 3;
    for (const shift of [-32, 0, 32]) {
      context.beginPath();
      context.moveTo(shift - 4, 36);
      context.lineTo(shift + 36, -4);
      context.stroke();
    }
    this.texture.needsUpdate = true;
  }

  private update(): void {
    const visible = this.on && this.filled;
    for (const one of [...this.walls, this.cap]) one.visible = visible;
    for (const material of this.cutting) material.clippingPlanes = this.on ? [this.plane] : null;
  }
}

/** Faces that count into the stencil: back faces up, front faces down; inside what remains is 1. */
function wall(side: THREE.Side, plane: THREE.Plane): THREE.Mesh {
  const op = side === THREE.BackSide ? THREE.IncrementWrapStencilOp : THREE.DecrementWrapStencilOp;
  const material = new THREE.MeshBasicMaterial({
    side, depthWrite: false, depthTest: false, colorWrite: false, clippingPlanes: [plane],
    stencilWrite: true, stencilFunc: THREE.AlwaysStencilFunc,
    stencilFail: op, stencilZFail: op, stencilZPass: op,
  });
  const mesh = new THREE.Mesh(new THREE.BufferGeometry(), material);
  mesh.renderOrder = 1;
  return mesh;
}
