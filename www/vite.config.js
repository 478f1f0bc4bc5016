import { defineConfig } from "vite";

export default defineConfig({
  // The engine lies in the page's one script, so that it is there as soon as the page is.
  build: { chunkSizeWarningLimit: 1000 },
});
