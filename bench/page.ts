import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../test/e2e/support/browser.ts';
import { buildPageIfStale } from '../test/e2e/support/built-page.ts';
import { ControlPlaneProcess, freePort } from '../test/e2e/support/control-plane-process.ts';
import { PageClient } from '../test/e2e/support/page-client.ts';
import { type Figure, percentile, type Report } from './support/report.ts';

const coldLoads = 9;
const writes = 100;
/** Longer than the page takes for one change and the pause after it, so that each write is seen alone. */
const betweenWritesMs = 250;

const assets = join(import.meta.dirname, '../packages/gateway-manager/dist/assets');

interface Load {
  readonly paintMs: number;
  readonly receivedBytes: number;
  readonly scripts: readonly string[];
}

/** The page in headless Chromium: a cold load, and how soon a write shows. Server and browser share the machine. */
export async function benchPage(): Promise<Report> {
  const [load = 0] = loadavg();
  buildPageIfStale();
  const stateDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const server = new ControlPlaneProcess({ stateDir, port: await freePort() });
  await server.start();
  const browser = await launchChromium();
  try {
    const client = new PageClient(browser, server);
    const figures: Figure[] = [
      ...(await measureLoads(client)),
      ...(await measureEvents(client)),
      { what: 'load average of the machine before', value: load, unit: '' },
    ];
    return { benchmark: 'page', node: process.version, cpus: availableParallelism(), figures };
  } finally {
    await browser.close();
    await server.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function measureLoads(client: PageClient): Promise<Figure[]> {
  for (const name of ['payments', 'search', 'orders']) {
    await client.api('/v2/control-planes', 'POST', { name });
  }
  const loads: Load[] = [];
  for (let count = 0; count < coldLoads; count += 1) loads.push(await loadCold(client));
  const paints = loads.map(({ paintMs }) => paintMs);
  const [first] = loads;
  return [
    {
      what: 'largest paint of a cold load, median',
      value: percentile(paints, 0.5),
      unit: 'ms',
      goal: 'under 1,500',
    },
    { what: 'largest paint of a cold load, slowest', value: percentile(paints, 1), unit: 'ms' },
    {
      what: 'gzipped JavaScript of the first page',
      value: (first?.scripts ?? []).reduce((sum, url) => sum + gzippedBytes(url), 0) / 1000,
      unit: 'kB',
      goal: 'under 250',
    },
    {
      what: 'received for the first page, fonts and styles too',
      value: (first?.receivedBytes ?? Number.NaN) / 1000,
      unit: 'kB',
    },
  ];
}

/** Opens the first page in a session and a cache of its own, and waits until it shows its rows. */
async function loadCold(client: PageClient): Promise<Load> {
  const { page, close } = await client.open('/control-planes');
  await page.getByRole('link', { name: 'payments' }).waitFor();
  const load: Load = await page.evaluate(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const resources = performance.getEntriesByType('resource');
      resolve({
        paintMs: list.getEntries().at(-1).startTime,
        receivedBytes: resources.reduce((sum, { transferSize }) => sum + transferSize, 0),
        scripts: resources.map(({ name }) => name).filter((name) => name.endsWith('.js')),
      });
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
  await close();
  return load;
}

function gzippedBytes(url: string): number {
  const file = join(assets, basename(new URL(url).pathname));
  return (statSync(`${file}.gz`, { throwIfNoEntry: false }) ?? statSync(file)).size;
}

/** How long it takes from sending a write until the open page shows it. */
async function measureEvents(client: PageClient): Promise<Figure[]> {
  const plane = await client.api<{ id: string }>('/v2/control-planes', 'POST', { name: 'live' });
  const upstreams = `/v2/control-planes/${plane.id}/core-entities/upstreams`;
  const upstream = await client.api<{ id: string }>(upstreams, 'POST', { name: 'web' });
  const targets = `${upstreams}/${upstream.id}/targets`;
  const target = await client.api<{ id: string }>(targets, 'POST', { target: '10.0.0.1', weight: 1 });
  const { page, close } = await client.open(`/control-planes/${plane.id}/upstreams/${upstream.id}`);
  await page.locator('.live-indicator.live').waitFor();
  await page.getByText('Weights add up to 1', { exact: true }).waitFor();
  const delays: number[] = [];
  for (let weight = 2; weight < writes + 2; weight += 1) {
    await new Promise((resolve) => setTimeout(resolve, betweenWritesMs));
    const shown = await whenShown(page, `Weights add up to ${weight}`);
    const sentAt = performance.timeOrigin + performance.now();
    await client.api(`${targets}/${target.id}`, 'PUT', { target: '10.0.0.1', weight });
    delays.push((await shown()) - sentAt);
  }
  await close();
  return [
    { what: 'write sent to page shows it, p50', value: percentile(delays, 0.5), unit: 'ms' },
    {
      what: 'write sent to page shows it, p99',
      value: percentile(delays, 0.99),
      unit: 'ms',
      goal: 'under 50',
    },
  ];
}

/** Watches for a text in the page; what it returns waits for it, and tells when it was there, in ms since 1970. */
async function whenShown(page: Page, text: string): Promise<() => Promise<number>> {
  await page.evaluate(`window.shown = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('.traffic-chart')?.textContent.includes(${JSON.stringify(text)})) return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    });
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  }), undefined`);
  return () => page.evaluate('window.shown');
}
