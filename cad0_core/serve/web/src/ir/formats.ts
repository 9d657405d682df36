/**
 * Mesh files. STL and 3MF hold millimetres with Z up; GLB, as its standard wants, metres with Y
 * up. The same solid gives the same bytes every time.
 */
import { strToU8, zipSync } from "fflate";
import type { Solid } from "./build";
import type { Mesh } from "./types";
import { cross, sub } from "./vectors";

/** Binary STL: single precision, one normal for each facet. */
export function toSTL(solid: Solid): Uint8Array {
  const { points, triangles } = solid.shared;
  const count = triangles.length / 3;
  const bytes = new Uint8Array(84 + 50 * count);
  const view = new DataView(bytes.buffer);
  // The header must not begin with "solid": readers would take the file for the text form.
  bytes.set(strToU8("binary STL, millimetres".padEnd(80)));
  view.setUint32(80, count, true);
  for (let f = 0; f < count; f++) {
    const corners = [0, 1, 2].map((k) => {
      const at = 3 * triangles[3 * f + k];
      return points.subarray(at, at + 3);
    });
    const normal = cross(sub(corners[1], corners[0]), sub(corners[2], corners[0]));
    const length = Math.hypot(...normal) || 1;
    const numbers = [...normal.map((a) => a / length), ...corners.flatMap((corner) => [...corner])];
    numbers.forEach((number, i) => view.setFloat32(84 + 50 * f + 4 * i, number, true));
  }
  return bytes;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPES =
  `${XML}<Types xmlns="${PACKAGE}/content-types">` +
  '<Default Extension="rels" ' +
  'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Default Extension="model" ' +
  'ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>';
const RELATIONS =
  `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="model" ` +
  'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel" ' +
  'Target="/3D/3dmodel.model"/></Relationships>';

/** 3MF core package with one object, as slicers read it. */
export function to3MF(solid: Solid): Uint8Array {
  const { points, triangles } = solid.shared;
  const number = (x: number): string => String(Number(x.toPrecision(9)));
  const vertices: string[] = [];
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [points[i], points[i + 1], points[i + 2]].map(number);
    vertices.push(`<vertex x="${x}" y="${y}" z="${z}"/>`);
  }
  const faces: string[] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    faces.push(`<triangle v1="${triangles[i]}" v2="${triangles[i + 1]}" v3="${triangles[i + 2]}"/>`);
  }
  const model =
    `${XML}<model unit="millimeter" xml:lang="en-US" xmlns="${CORE}"><resources>` +
    `<object id="1" type="model"><mesh><vertices>${vertices.join("")}</vertices>` +
    `<triangles>${faces.join("")}</triangles></mesh></object></resources>` +
    '<build><item objectid="1"/></build></model>';
  const files = {
    "[Content_Types].xml": strToU8(TYPES),
    "_rels/.rels": strToU8(RELATIONS),
    "3D/3dmodel.model": strToU8(model),
  };
  // A fixed date, the first that the format knows, in whatever zone: the same solid, the same file.
  return zipSync(files, { mtime: new Date(1980, 0, 1) });
}

/** Binary glTF 2.0 with normals that are smooth on round faces and sharp at edges. */
export function toGLB(solid: Solid): Uint8Array {
  const { positions, normals, indices } = solid.mesh;
  const points = upright(positions, 0.001);
  const parts = [indices, points, upright(normals, 1)].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const text = strToU8(JSON.stringify(gltf(parts, { positions: points, normals, indices })));
  const json = padded([text], 0x20);
  const binary = padded(parts, 0);
  const total = 12 + 8 + json.length + 8 + binary.length;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  [0x46546c67, 2, total, json.length, 0x4e4f534a].forEach((n, i) => view.setUint32(4 * i, n, true));
  bytes.set(json, 20);
  view.setUint32(20 + json.length, binary.length, true);
  view.setUint32(24 + json.length, 0x004e4942, true);
  bytes.set(binary, 28 + json.length);
  return bytes;
}

/** Z up to Y up, scaled. */
function upright(vectors: Float32Array, factor: number): Float32Array {
  const turned = new Float32Array(vectors.length);
  for (let i = 0; i < vectors.length; i += 3) {
    turned[i] = vectors[i] * factor;
    turned[i + 1] = vectors[i + 2] * factor;
    turned[i + 2] = -vectors[i + 1] * factor;
  }
  return turned;
}

function padded(parts: readonly Uint8Array[], filler: number): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(4 * Math.ceil(length / 4)).fill(filler);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The JSON half of a GLB: one mesh of indices, positions and normals. */
function gltf(parts: readonly Uint8Array[], { positions, indices }: Mesh): object {
  const count = positions.length / 3;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  positions.forEach((x, i) => {
    low[i % 3] = Math.min(low[i % 3], x);
    high[i % 3] = Math.max(high[i % 3], x);
  });
  const triple = { componentType: 5126, count, type: "VEC3" };
  const length = parts.map((part) => part.length);
  const starts = [0, length[0], length[0] + length[1]];
  return {
    asset: { version: "2.0", generator: "cad0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 1, NORMAL: 2 }, indices: 0, material: 0 }] }],
    materials: [
      {
        pbrMetallicRoughness: {
          baseColorFactor: [0.48, 0.62, 0.78, 1], metallicFactor: 0.1, roughnessFactor: 0.6,
        },
      },
    ],
    accessors: [
      { bufferView: 0, componentType: 5125, count: indices.length, type: "SCALAR" },
      { bufferView: 1, ...triple, min: low, max: high },
      { bufferView: 2, ...triple },
    ],
    bufferViews: starts.map((byteOffset, i) => ({
      buffer: 0, byteOffset, byteLength: length[i], target: i ? 34962 : 34963,
    })),
    buffers: [{ byteLength: length[0] + length[1] + length[2] }],
  };
}
