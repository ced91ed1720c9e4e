/** The pages of Heyan: desk, widget and demo shop, built into the folder the Python web process serves. */
import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const service = process.env.HEYAN_SERVICE ?? "http://127.0.0.1:8000";

/** In development /chat.js is the loader as built, since a host page takes it as a classic script. */
function loaderInDevelopment(): Plugin {
  return {
    name: "heyan-loader",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use("/chat.js", (_request, response, next) => {
        build({ configFile: at("vite.loader.config.ts"), logLevel: "warn", build: { write: false } })
          .then((result) => {
            const bundle = Array.isArray(result) ? result[0] : result;
            const chunk = bundle && "output" in bundle ? bundle.output[0] : undefined;
            response.setHeader("Content-Type", "text/javascript; charset=utf-8");
            response.end(chunk?.type === "chunk" ? chunk.code : "");
          })
          .catch(next);
      });
    },
  };
}

export default defineConfig({
  plugins: [vue(), loaderInDevelopment()],
  server: {
    proxy: {
      "/api": { target: service },
      "/ws": { target: service.replace(/^http/, "ws"), ws: true },
    },
  },
  build: {
    outDir: at("../handoff/web/static"),
    emptyOutDir: true,
    rolldownOptions: { input: { desk: at("desk.html"), studio: at("studio.html"), widget: at("widget.html"), shop: at("shop.html") } },
  },
  // Through Vite, for its parts bring their style sheets.
  test: { include: ["src/**/*.test.ts"], environment: "node", server: { deps: { inline: ["element-plus"] } } },
});
