/**
 * Checks the types of the page, its `.vue` files included. `vue-tsc` runs on this package's TypeScript, which is older
 * than the workspace's.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from 'vue-tsc';

process.argv.push('--noEmit', '-p', join(import.meta.dirname, '..'));
run(createRequire(import.meta.url).resolve('typescript/lib/tsc'));
