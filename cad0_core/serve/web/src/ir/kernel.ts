/** The geometry kernel: loading it, and meshes in double precision in and out of it. */
import loadModule, { type Manifold, type ManifoldToplevel } from "manifold-3d";
import { SolidError } from "./errors";
import type { SharedMesh } from "./types";
import { manifoldUrl } from "./where";

export type Body = Manifold;
export type Kernel = ManifoldToplevel;
export type Triangle = readonly [number, number, number];

let loading: Promise<Kernel> | undefined;

/** The kernel, loaded once. */
export function kernel(): Promise<Kernel> {
  loading ??= start().catch((error: unknown) => {
    loading = undefined; // the next call tries again
    throw error;
  });
  return loading;
}

async function start(): Promise<Kernel> {
  const address = manifoldUrl();
  const module = await loadModule(address ? { locateFile: () => address } : undefined);
  module.setup();
  return module;
}

/**
 * A body from points in double precision.
 *
 * The kernel's own meshes are single; so that faces which should coincide do, each vertex is put
 * where it belongs afterwards. Vertices are told apart by their place in single precision.
 */
export function bodyOf(
  { Manifold, Mesh }: Kernel, points: readonly ArrayLike<number>[], faces: readonly Triangle[],
): Body {
  const single = Float32Array.from(points.flatMap((point) => Array.from(point)));
  const mesh = new Mesh({ numProp: 3, vertProperties: single, triVerts: Uint32Array.from(faces.flat()) });
  let rough: Body;
  try {
    rough = new Manifold(mesh);
  } catch (error) {
    throw new SolidError(`the kernel reports ${error} for the swept body`, "kernel");
  }
  const places = new Map<string, ArrayLike<number>>();
  points.forEach((point, i) => places.set(single.slice(3 * i, 3 * i + 3).join(), point));
  const exact = rough.warpBatch((vertices, count) => {
    for (let i = 0; i < 3 * count; i += 3) {
      const place = places.get(Float32Array.from(vertices.subarray(i, i + 3)).join());
      if (place) vertices.set(Array.from(place), i);
    }
  });
  rough.delete();
  if (exact.status() !== "NoError") {
    throw new SolidError(`the kernel reports ${exact.status()} for the swept body`, "kernel");
  }
  return exact;
}

/** The mesh of a body in double precision. */
export function meshOf(body: Body): SharedMesh {
  const { numProp, vertProperties, triVerts } = body.getMesh();
  const count = vertProperties.length / numProp;
  const points = new Float64Array(3 * count);
  const order = new Map<string, Float64Array>();
  // The mesh may list the vertices in another order than the body does.
  const copy = body.warpBatch((vertices, total) => {
    for (let i = 0; i < 3 * total; i += 3) {
      const place = vertices.slice(i, i + 3);
      order.set(Float32Array.from(place).join(), place);
    }
  });
  copy.status(); // bodies are lazy: this makes the kernel go through the vertices
  copy.delete();
  for (let i = 0; i < count; i++) {
    const single = vertProperties.subarray(numProp * i, numProp * i + 3);
    points.set(order.get(single.join()) ?? single, 3 * i);
  }
  return { points, triangles: triVerts };
}
