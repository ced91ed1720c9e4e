/** chat.js as a customer's page gets it. */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

let code = "";

beforeAll(async () => {
  const configFile = fileURLToPath(new URL("../vite.loader.config.ts", import.meta.url));
  const built = await build({ configFile, logLevel: "silent", build: { write: false } });
  const bundle = Array.isArray(built) ? built[0] : built;
  const chunk = bundle && "output" in bundle ? bundle.output[0] : undefined;
  code = chunk?.type === "chunk" ? chunk.code : "";
}, 60_000);

describe("the built loader", () => {
  it("weighs under one kilobyte compressed", () => {
    expect(code.length).toBeGreaterThan(500);
    expect(gzipSync(code, { level: 9 }).byteLength).toBeLessThan(1000);
  });

  it("is one classic script", () => {
    expect(code).not.toMatch(/\b(import|export)\b/);
    expect(code.trim().startsWith("(function")).toBe(true);
  });

  it("names the target of every message it posts, and builds no HTML from text", () => {
    expect(code).not.toMatch(/postMessage\([^)]*["'`]\*["'`]/);
    expect(code).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });
});
