// Builds dist/, which is served as it is: scripts, the page, and the WASM they load from beside
// themselves. `node build.mjs node` builds the modules for Node instead, which tests drive.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
const MODULES = { "browser-inference": "src/inference/index.ts", "cad0-ir": "src/ir/index.ts" };
const PAGE = {
  app: "src/page/main.ts",
  "app-solid": "src/page/solid/worker.ts",
  "app-model": "src/page/model/worker.ts",
};
const ORT = "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded";

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
};
// Without its own copy of the glue code: that comes from dist/ort, next to the WASM it belongs to.
const browser = {
  ...common,
  outdir: "dist",
  conditions: ["onnxruntime-web-use-extern-wasm"],
  external: ["module", "node:*"],
  loader: { ".svg": "dataurl" },
};

async function modules() {
  const page = Object.entries(PAGE).filter(([, path]) => existsSync(path));
  const entryPoints = { ...MODULES, ...Object.fromEntries(page) };
  await build({ ...browser, entryPoints, format: "esm", splitting: true });
}

/** For a plain script tag: everything becomes a property of `cad0`. */
async function script() {
  await build({
    ...browser,
    entryPoints: { "browser-inference.iife": MODULES["browser-inference"] },
    format: "iife",
    globalName: "cad0",
    // A classic script has no import.meta; what it loads lies beside it all the same.
    banner: { js: "var cad0_url=document.currentScript?document.currentScript.src:location.href;" },
    define: { "import.meta.url": "cad0_url" },
  });
}

/** The service worker is one file: it must see to pages before it has loaded another. */
async function serviceWorker() {
  await build({ ...browser, entryPoints: { sw: "src/page/sw.ts" }, format: "iife" });
}

function assets() {
  mkdirSync("dist/ort", { recursive: true });
  cpSync("node_modules/manifold-3d/manifold.wasm", "dist/manifold.wasm");
  // The plain build for WASM alone is half the size of the one that also drives WebGPU.
  for (const kind of ["", ".asyncify"]) {
    for (const ending of [".mjs", ".wasm"]) {
      cpSync(`${ORT}${kind}${ending}`, `dist/ort/${ORT.split("/").at(-1)}${kind}${ending}`);
    }
  }
  for (const path of ["index.html", "public"]) {
    if (existsSync(path)) cpSync(path, path === "public" ? "dist" : `dist/${path}`, { recursive: true });
  }
}

/** Types beside the modules: dist/types, and one file for each that re-exports them. */
function types() {
  const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.types.json"];
  const { status } = spawnSync(process.execPath, tsc, { stdio: "inherit" });
  if (status) process.exit(status);
  cpSync("types", "dist", { recursive: true });
}

async function node() {
  await build({
    ...common,
    minify: false,
    entryPoints: { inference: MODULES["browser-inference"], ir: MODULES["cad0-ir"], page: "src/page/node.ts" },
    outdir: "build/node",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    packages: "external",
  });
}

if (process.argv[2] === "node") {
  await node();
} else {
  rmSync("dist", { recursive: true, force: true });
  await Promise.all([modules(), script(), serviceWorker()]);
  assets();
  types();
}
