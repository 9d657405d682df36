/** The ground below a part: a grid whose lines are 1, 5, 10, 50 ... mm apart, as suits its size. */

import * as THREE from "three";

const LINES = 26; // at most so many minor lines across the part

export class Grid {
  readonly lines = new THREE.Group();
  private readonly minor = new THREE.LineBasicMaterial({ transparent: true, vertexColors: true, opacity: 0.7 });
  private readonly major = new THREE.LineBasicMaterial({ transparent: true, vertexColors: true });

  paint(minor: THREE.Color, major: THREE.Color): void {
    this.minor.color = minor;
    this.major.color = major;
  }

  lay(box: THREE.Box3): void {
    for (const old of this.lines.children) (old as THREE.LineSegments).geometry.dispose();
    this.lines.clear();
    const size = box.getSize(new THREE.Vector3()), middle = box.getCenter(new THREE.Vector3());
    const step = spacing(Math.max(size.x, size.y) / LINES);
    const half = Math.ceil((0.9 * size.length()) / step) + 2;
    const [cx, cy] = [Math.round(middle.x / step), Math.round(middle.y / step)];
    const rows = { minor: new Rows(), major: new Rows() };
    for (let i = -half; i <= half; i++) {
      const faint = 1 - Math.abs(i) / half; // towards its rim the ground fades out
      rows[(cx + i) % 5 ? "minor" : "major"].add((t) => [(cx + i) * step, (cy + t * half) * step], faint);
      rows[(cy + i) % 5 ? "minor" : "major"].add((t) => [(cx + t * half) * step, (cy + i) * step], faint);
    }
    for (const kind of ["minor", "major"] as const) {
      const lines = new THREE.LineSegments(rows[kind].geometry(), this[kind]);
      lines.position.z = box.min.z - 1e-3 * size.length();
      this.lines.add(lines);
    }
  }
}

/** Lines that are opaque in their middle and nothing at their ends. */
class Rows {
  private readonly points: number[] = [];
  private readonly colours: number[] = [];

  /** `at` gives x and y along the line, from -1 to 1. */
  add(at: (t: number) => [number, number], middle: number): void {
    for (const t of [-1, 0, 0, 1]) {
      this.points.push(...at(t), 0);
      this.colours.push(1, 1, 1, t ? 0 : middle);
    }
  }

  geometry(): THREE.BufferGeometry {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute("position", new THREE.Float32BufferAttribute(this.points, 3));
    geometry.setAttribute("color", new THREE.Float32BufferAttribute(this.colours, 4));
    return geometry;
  }
}

/** The next of 1, 5, 10, 50, 100 ... at or above a distance. */
function spacing(least: number): number {
  const ten = 10 ** Math.floor(Math.log10(Math.max(least, 1e-3)));
  return [1, 5, 10].map((k) => k * ten).find((value) => value >= least) ?? 10 * ten;
}
