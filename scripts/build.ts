/**
 * `npm run build`: builds the Gateway Manager page. With `--if-stale`, which `npm start` does, only when there is no
 * build or something that it was made from has changed; and a build that fails is told of but holds nothing up,
 * because everything but the page works without it.
 */
import { buildPage, pageIsStale } from './build-page.ts';

const ifStale = process.argv.includes('--if-stale');

if (!ifStale || pageIsStale()) {
  const startedAt = performance.now();
  console.log('Building the Gateway Manager page …');
  if (await buildPage()) {
    console.log(`Built the page in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  } else {
    console.error('The page could not be built. Everything else works without it.');
    process.exitCode = ifStale ? 0 : 1;
  }
}
