import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describePage, test } from './support/page-test.ts';
import type { PageWorld } from './support/page-world.ts';

/** The pictures of the documentation are taken anew with SLUICE_SCREENSHOTS=1; other runs only show that they can be. */
const folder =
  process.env['SLUICE_SCREENSHOTS'] === '1'
    ? join(import.meta.dirname, '..', '..', 'docs', 'images')
    : mkdtempSync(join(tmpdir(), 'sluice-screenshots-'));

const LIGHT = { colorScheme: 'light', viewport: { width: 1280, height: 800 } } as const;
const DARK = { ...LIGHT, colorScheme: 'dark' } as const;

/** Takes a picture of the page as it stands, from `clip` up to its lower edge when given. */
async function take(page: Page, name: string, part?: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.locator('.skeleton-table-wrapper, .k-skeleton').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const options = { path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' } as const;
  const picture = await (part === undefined
    ? page.screenshot(options)
    : page.getByTestId(part).screenshot(options));
  expect(picture.length).toBeGreaterThan(5_000);
}

/** What an organisation might have beside the guide's objects. */
async function furnish(world: PageWorld): Promise<void> {
  const planes = [
    { name: 'payments', description: 'Cards and invoices', labels: { team: 'payments' } },
    { name: 'search', description: 'Catalogue and suggestions', labels: { team: 'discovery' } },
  ];
  for (const plane of planes) {
    const { id } = await world.api<{ id: string }>('/v2/control-planes', 'POST', plane);
    await world.api(`/v2/control-planes/${id}/core-entities/upstreams`, 'POST', {
      name: `${plane.name}-backend`,
    });
  }
}

describePage('the pictures of the documentation', () => {
  test('show an organisation and the guide’s control plane', async ({ world, guide, open }) => {
    await furnish(world);
    const page = await open('/control-planes', { context: LIGHT });
    await page.getByRole('row', { name: /gateway-control-plane Hybrid Kubernetes 1 2 0/ }).waitFor();
    await page.getByRole('row', { name: /payments.* 1 0 0/ }).waitFor();
    await take(page, 'control-planes');

    await page.goto(`${guide.guidePath}/upstreams`);
    await page.getByRole('row', { name: /^upstream/ }).waitFor();
    await page.locator('.live-indicator.live').waitFor();
    await take(page, 'upstreams');
  });

  test('show an upstream, where it comes from, and its history', async ({ world, guide, open }) => {
    const page = await open(guide.upstreamPath, { context: LIGHT });
    await page.getByTestId('traffic-row').nth(1).waitFor();
    await page.locator('.kong-ui-entities-targets-list').getByText('10.0.0.1:8000').waitFor();
    await page.locator('.live-indicator.live').waitFor();
    await take(page, 'upstream');
    await take(page, 'origin', 'origin');

    await world.kubectl.run([
      ...['patch', 'kongupstream', 'upstream', '--type', 'merge'],
      ...['--patch', '{"spec": {"algorithm": "least-connections"}}'],
    ]);
    await page.getByRole('tab', { name: 'History' }).click();
    await page
      .getByTestId('history')
      .getByRole('row', { name: /algorithm "round-robin" "least-connections"/ })
      .waitFor();
    await page.getByTestId('history').scrollIntoViewIfNeeded();
    await take(page, 'history', 'history');
  });

  test('show an upstream in dark colours', async ({ guide, open }) => {
    const page = await open(guide.upstreamPath, { context: DARK });
    await page.getByTestId('traffic-row').nth(1).waitFor();
    await page.locator('.kong-ui-entities-targets-list').getByText('10.0.0.1:8000').waitFor();
    await page.locator('.live-indicator.live').waitFor();
    await take(page, 'upstream-dark');
  });

  test('show people, and what an empty control plane teaches', async ({ world, open }) => {
    const roles = [{ role: 'viewer' }];
    await world.api('/sluice/v1/users', 'POST', { name: 'Ada', email: 'ada@example.com', roles });
    await world.api('/sluice/v1/users', 'POST', { kind: 'system-account', name: 'terraform', roles });
    const page = await open('/people', { context: LIGHT });
    await page.getByRole('row', { name: /^terraform/ }).waitFor();
    await take(page, 'people');

    const administrator = { name: 'Nora' };
    const { signInLink } = await world.api<{ signInLink: { url: string } }>(
      '/sluice/v1/organizations',
      'POST',
      {
        name: 'new-here',
        administrator,
      },
    );
    const empty = await open(signInLink.url, { token: null, context: LIGHT });
    await empty.getByTestId('getting-started').waitFor();
    await take(empty, 'getting-started');
  });
});
