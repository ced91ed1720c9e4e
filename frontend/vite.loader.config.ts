/** chat.js, the one script a host page includes: plain, without framework, built after the pages and beside them. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  build: {
    outDir: at("../handoff/web/static"),
    emptyOutDir: false,
    copyPublicDir: false,
    lib: { entry: at("src/loader.ts"), formats: ["iife"], name: "HeyanChat", fileName: () => "chat.js" },
  },
});
