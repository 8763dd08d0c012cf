// Bundles static/src into static/dist, the icons named in icons.txt into one sprite, and puts the font of printed names beside.
import { copyFile, readFile, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, "..", "static", "src");
const target = path.join(here, "..", "static", "dist");

// One script and one sheet for every page; the others only where a page asks for them.
const ENTRIES = ["app.css", "app.js", "charts.js", "field.js", "field-worker.js", "htmx.js", "verify.js"];

async function bundle() {
  await esbuild.build({
    entryPoints: ENTRIES.map((name) => path.join(source, name)),
    outdir: target,
    bundle: true,
    minify: true,
    format: "iife",
    // Phones of five years ago.
    target: ["chrome87", "safari14.1", "firefox88"],
    nodePaths: [path.join(here, "node_modules")],
    // Pictures keep their place beside src and dist; Django gives them their hashed names.
    external: ["../img/*"],
    legalComments: "inline",
    logLevel: "warning",
  });
}

async function sprite() {
  const list = await readFile(path.join(here, "icons.txt"), "utf8");
  const names = list.split("\n").map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  await writeFile(
    path.join(target, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg"><!-- Icons: Lucide, ISC -->\n${symbols.join("\n")}\n</svg>\n`,
  );
}

async function symbol(name) {
  const file = path.join(here, "node_modules", "lucide-static", "icons", `${name}.svg`);
  const svg = await readFile(file, "utf8").catch(() => {
    throw new Error(`icons.txt: lucide has no icon named ${name}`);
  });
  const viewBox = svg.match(/viewBox="([^"]+)"/)[1];
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  // Fill and stroke come from the stylesheet (.i): an attribute here would win over it.
  return `<symbol id="i-${name}" viewBox="${viewBox}">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

// What no Python package brings: Mongolian letters for the pages that are printed (apps/core/pdf.py).
async function font() {
  const brought = path.join(here, "node_modules", "@expo-google-fonts", "noto-sans-mongolian");
  const fonts = path.join(target, "fonts");
  await mkdir(fonts, { recursive: true });
  await copyFile(path.join(brought, "400Regular", "NotoSansMongolian_400Regular.ttf"), path.join(fonts, "NotoSansMongolian.ttf"));
  await copyFile(path.join(brought, "LICENSE_FONT"), path.join(fonts, "NotoSansMongolian.OFL.txt"));
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await Promise.all([bundle(), sprite(), font()]);
