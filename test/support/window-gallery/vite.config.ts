// Builds the gallery: the real window over stand-ins of its three processes.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte()],
  build: { target: 'chrome130', outDir: '../../../out/window-gallery', emptyOutDir: true }
})
