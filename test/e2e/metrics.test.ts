import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { guide } from './support/guide-manifests.ts';
import { type GuideWorld, startGuideWorld } from './support/guide-world.ts';
import { getText } from './support/https-json.ts';
import { selectedBy } from './support/promql.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** What the three servers serve after the guide. */
let served: { readonly apiserver: string; readonly controlPlane: string; readonly operator: string };
let world: GuideWorld;

beforeAll(async () => {
  world = await startGuideWorld();
  const { kubectl, ready } = world;
  await kubectl.apply(Object.values(guide).join('---'));
  for (const name of ['target-a', 'target-b']) await kubectl.programmed('kongtarget', name);
  served = {
    apiserver: await kubectl.ok(['get', '--raw', '/metrics']),
    controlPlane: await getText(ready.metrics.controlPlane, ready.controlPlane),
    operator: await (await fetch(ready.metrics.operator)).text(),
  };
});
afterAll(() => world?.stop());

/** The names in the table below a heading of the reference page. */
function documented(server: string): string[] {
  const [, section = ''] = read('docs/reference/metrics.md').split(`## ${server}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
}

/** The names in an answer in Prometheus' text format, without the suffixes of a histogram's parts. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
}

/** The labels of each time series in the answers, by its name; a scrape adds `job` and `instance`. */
function seriesIn(...texts: string[]): Map<string, Set<string>> {
  const series = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of texts.join('\n').matchAll(/^(\w+)(?:\{(.*)\})? [^ ]+$/gm)) {
    const known = series.get(name) ?? new Set(['job', 'instance']);
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(name, known);
  }
  return series;
}

/** The sum of the samples of a metric whose labels fit. */
function sum(text: string, metric: string, ...labels: string[]): number {
  return [...text.matchAll(new RegExp(`^${metric}\\{(.*)\\} (\\S+)$`, 'gm'))]
    .filter(([, found = '']) => labels.every((label) => found.includes(label)))
    .reduce((total, [, , count]) => total + Number(count), 0);
}

it('every documented metric is served', () => {
  expect(namesIn(served.apiserver)).toEqual(expect.arrayContaining(documented('API server')));
  expect(namesIn(served.controlPlane)).toEqual(expect.arrayContaining(documented('Control plane')));
  expect(namesIn(served.operator)).toEqual(expect.arrayContaining(documented('Operator')));
});

it('every metric that is Sluice’s own is documented', () => {
  const own = namesIn(served.operator).filter((name) => !/^(process|nodejs)_/.test(name));
  expect(documented('Operator')).toEqual(expect.arrayContaining(own));
});

it('counts what the guide costs: two writes in the cluster and one call for each target', () => {
  const patches = ['verb="PATCH"', 'resource="kongtargets"'];
  expect(sum(served.apiserver, 'apiserver_request_total', ...patches)).toBe(4);
  const puts = ['method="PUT"', '/targets/'];
  expect(sum(served.controlPlane, 'http_request_duration_seconds_count', ...puts)).toBe(2);
  const upserts = ['entity="target"', 'operation="upsert"'];
  expect(sum(served.operator, 'sluice_konnect_request_duration_seconds_count', ...upserts)).toBe(2);
});

it('counts objects by condition', () => {
  const targets = ['kind="KongTarget"', 'condition="Programmed"'];
  expect(sum(served.operator, 'sluice_objects', ...targets, 'status="True"')).toBe(2);
  expect(sum(served.operator, 'sluice_objects', ...targets, 'status="False"')).toBe(0);
  const auths = ['kind="KonnectAPIAuthConfiguration"', 'condition="APIAuthValid"', 'status="True"'];
  expect(sum(served.operator, 'sluice_objects', ...auths)).toBe(1);
});

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

/** The expressions of the dashboard, with values for Grafana's variables, by the titles of their panels. */
function dashboardExpressions(): [string, string][] {
  const { panels }: { panels: Panel[] } = JSON.parse(read('deploy/grafana/sluice.json'));
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [title, expr.replaceAll('$__rate_interval', '5m')]),
  );
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

function alerts(): Alert[] {
  const { groups }: { groups: { rules: Alert[] }[] } = parse(read('deploy/prometheus/sluice.rules.yaml'));
  return groups.flatMap(({ rules }) => rules);
}

describe.each([
  ['the dashboard', dashboardExpressions()],
  ['the alerts', alerts().map(({ alert, expr }): [string, string] => [alert, expr])],
])('of %s', (_what, expressions) => {
  it.each(expressions)('%s asks for what is served, by labels that it has', (_title, expression) => {
    const series = seriesIn(served.controlPlane, served.operator);
    const selected = selectedBy(expression);
    expect(selected).not.toEqual([]);
    for (const { metric, labels } of selected) {
      expect([...series.keys()]).toContain(metric);
      expect([...(series.get(metric) ?? [])]).toEqual(expect.arrayContaining([...labels]));
    }
  });
});

it('every alert has a case in which it is raised, and one in which it is not, for promtool', () => {
  const cases = read('deploy/prometheus/sluice.rules.test.yaml');
  const quiet = [...cases.matchAll(/alertname: (\w+), exp_alerts: \[\]/g)].map(([, name]) => name);
  const raised = [...cases.matchAll(/labels: 'ALERTS\{alertname="(\w+)"/g)].map(([, name]) => name);
  const names = alerts()
    .map(({ alert }) => alert)
    .sort();
  expect(quiet.sort()).toEqual(names);
  expect([...new Set(raised)].sort()).toEqual(names);
});

it('the dashboard offers the jobs of Sluice’s programs alone', () => {
  const { templating } = JSON.parse(read('deploy/grafana/sluice.json'));
  const job = templating.list.find(({ name }: { name: string }) => name === 'job');
  expect(job.allValue).toBeUndefined();
  const [, metrics = ''] = job.query.query.match(/^label_values\(\{__name__=~"([^"]+)"\}, job\)$/) ?? [];
  const series = [served.controlPlane, served.operator].map((text) => [...seriesIn(text).keys()]);
  for (const [at, metric] of metrics.split('|').entries()) {
    expect(metric).toMatch(/^sluice_/);
    // One that only the other program has.
    expect(series.map((names) => names.includes(metric))).toEqual(at === 0 ? [false, true] : [true, false]);
  }
});

/** The anchor that a Markdown heading gets. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

it.each(alerts())(
  'the alert $alert says what to do, and where that is written',
  ({ annotations, labels }) => {
    expect(['critical', 'warning']).toContain(labels.severity);
    for (const field of ['summary', 'description', 'runbook']) expect(annotations[field]).toMatch(/\w.*\.$/);
    const [page = '', anchor] = (annotations['runbook_url'] ?? '').split('#');
    const headings = [...read(page).matchAll(/^## (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
    expect(headings).toContain(anchor);
  },
);
