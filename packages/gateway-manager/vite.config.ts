import vue from '@vitejs/plugin-vue';
import { defineConfig, loadEnv } from 'vite';
import { firstPageBudget } from './build/first-page-budget.ts';

/** What the browser must load before the first page shows, gzipped, without styles and fonts. */
const FIRST_PAGE_MAX_BYTES = 250 * 1000;

/** The control plane that `npm run dev` talks to, e.g. the `controlPlane.url` that `sluice up` prints. */
const API_PATHS = ['/v2', '/v3', '/sluice'];

export default defineConfig(({ mode }) => {
  const { SLUICE_CONTROL_PLANE_URL } = loadEnv(mode, import.meta.dirname, 'SLUICE_');
  return {
    root: import.meta.dirname,
    plugins: [vue(), firstPageBudget(FIRST_PAGE_MAX_BYTES)],
    server: {
      host: '127.0.0.1',
      proxy: Object.fromEntries(
        API_PATHS.map((path) => [path, { target: SLUICE_CONTROL_PLANE_URL, secure: false }]),
      ),
    },
    build: {
      rolldownOptions: {
        // How long each plugin took helps nobody who runs `npm start`.
        checks: { pluginTimings: false },
        treeshake: {
          // Kongponents doesn't say so in its package.json, but only its stylesheet, imported by itself, has effects.
          // Without this every page would load every component.
          moduleSideEffects: [{ test: /@kong\/kongponents\/dist\/.*\.js$/, sideEffects: false }],
        },
      },
      target: 'es2022',
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      assetsInlineLimit: 0,
    },
  };
});
