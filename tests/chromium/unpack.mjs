// Unpacks the packaged browser and the libraries it needs into the folder named by TMPDIR.
import { createRequire } from "node:module";
import path from "node:path";
import { inflate } from "@sparticuz/chromium";

const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
const packed = path.join(path.dirname(entry), "..", "bin");
await Promise.all(["chromium.br", "al2023.tar.br"].map((name) => inflate(path.join(packed, name))));
