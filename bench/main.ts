/**
 * `npm run bench [-- NAME]`: runs a benchmark, prints its figures, and writes them to `bench/results/NAME.json`.
 * Figures are of this machine and this run; compare only what one run measured.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchApiserver } from './apiserver.ts';
import { benchControlPlane } from './control-plane.ts';
import { benchManyControlPlanes } from './many-control-planes.ts';
import { benchPage } from './page.ts';
import { benchReconcile } from './reconcile.ts';
import type { Report } from './support/report.ts';

const benchmarks: Record<string, () => Promise<Report>> = {
  reconcile: benchReconcile,
  'many-control-planes': benchManyControlPlanes,
  'control-plane': benchControlPlane,
  apiserver: benchApiserver,
  page: benchPage,
};

const name = process.argv[2] ?? 'reconcile';
const benchmark = benchmarks[name];
if (!benchmark) {
  console.error(`There is no benchmark called ${name}; there is ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(1);
}
const report = await benchmark();
for (const { what, value, unit, goal } of report.figures) {
  console.log(
    `${what.padEnd(52)} ${format(value).padStart(10)} ${unit.padEnd(12)} ${goal ? `goal: ${goal}` : ''}`,
  );
}
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${name}.json`);
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\nwritten to ${file}`);

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 3 : 1);
}
