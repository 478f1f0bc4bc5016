import { defineConfig } from "vite";

export default defineConfig({
  // The engine is a script of its own, of some 400 kB.
  build: { chunkSizeWarningLimit: 1000 },
});
