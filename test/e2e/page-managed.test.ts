import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describePage, test } from './support/page-test.ts';

/** Opens the menu of a row and chooses an action there. */
async function choose(page: Page, row: RegExp, action: 'edit' | 'delete'): Promise<void> {
  await page.getByRole('row', { name: row }).getByRole('button', { name: 'Actions' }).click();
  await page.getByTestId(`action-entity-${action}`).locator('visible=true').click();
}

interface Entry {
  readonly operation: string;
  readonly after: { readonly weight: number } | null;
}

/** The operator mends at once what the change stream tells it, and anything within a sync period. */
const WITHIN_A_PERIOD = { timeout: 90_000, interval: 250 };

const TARGET_A = /^10\.0\.0\.1:8000.*Load balance/;
const TARGET_B = /^10\.0\.0\.2:8000.*Load balance/;

describePage('what Kubernetes declares', () => {
  test('is edited in the form of an upstream only after a warning', async ({ guide, open }) => {
    const page = await open(`${guide.guidePath}/upstreams`);
    await choose(page, /^upstream/, 'edit');
    await page.getByTestId('managed-warning').getByText('KongUpstream default/upstream').waitFor();
  });

  test('is edited in the form of a target only after a warning, which a new target is spared', async ({
    guide,
    open,
  }) => {
    const page = await open(guide.upstreamPath);
    await choose(page, TARGET_A, 'edit');
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('managed-warning').getByText('KongTarget default/target-a').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'New target' }).click();
    await dialog.getByTestId('target-form-target').waitFor();
    await dialog.getByTestId('managed-warning').waitFor({ state: 'detached' });
  });

  test('is deleted from the list of upstreams only after a warning', async ({ guide, open }) => {
    const page = await open(`${guide.guidePath}/upstreams`);
    await choose(page, /^upstream/, 'delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('managed-warning').getByText('KongUpstream default/upstream').waitFor();
  });

  test('is deleted from the list of targets only after a warning', async ({ guide, open }) => {
    const page = await open(guide.upstreamPath);
    await choose(page, TARGET_A, 'delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('managed-warning').getByText('KongTarget default/target-a').waitFor();
  });

  test('is deleted on its own page only after a warning', async ({ guide, open }) => {
    const page = await open(guide.upstreamPath);
    await page.getByTestId('delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('managed-warning').getByText('KongUpstream default/upstream').waitFor();
    await dialog.getByText('Its targets are deleted with it').waitFor();
  });

  test('is deleted as a control plane only after a warning', async ({ guide, open }) => {
    const page = await open(guide.guidePath);
    await page.getByTestId('delete').click();
    const warning = page.getByRole('dialog').getByTestId('managed-warning');
    await warning.getByText('KonnectGatewayControlPlane default/gateway-control-plane').waitFor();
    await page.goto(`${guide.guidePath}/edit`);
    await page.getByTestId('managed-warning').waitFor();
  });

  test('warns of nothing where a person has made it', async ({ world, open, newControlPlane }) => {
    const { path, upstreams } = await newControlPlane('by-hand');
    const { id } = await world.api<{ id: string }>(upstreams, 'POST', { name: 'mine' });
    await world.api(`${upstreams}/${id}/targets`, 'POST', { target: '10.6.0.1', weight: 10 });
    const page = await open(`${path}/upstreams`);
    await choose(page, /^mine/, 'delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('confirmation-input').fill('mine');
    await dialog.getByRole('button', { name: 'Yes, delete', disabled: false }).waitFor();
    await dialog.getByTestId('managed-warning').waitFor({ state: 'detached' });
    await page.goto(`${path}/upstreams/${id}`);
    await choose(page, /^10\.6\.0\.1:8000.*Load balance/, 'delete');
    await dialog.getByRole('button', { name: 'Yes, delete', disabled: false }).click();
    await page.getByText('There are no targets yet').waitFor();
  });

  test('comes back, before one’s eyes, when it is edited or deleted by hand', async ({
    world,
    guide: { guidePath, upstreamPath },
    open,
  }) => {
    const upstreamId = upstreamPath.split('/').at(-1);
    const { data } = await world.api<{ data: { id: string; target: string }[] }>(
      `/v2${guidePath}/core-entities/upstreams/${upstreamId}/targets`,
    );
    const historyOf = async (address: string) => {
      const id = data.find(({ target }) => target === address)?.id;
      const path = `/sluice/v1${guidePath}/entities/${id}/history`;
      const entries = (await world.api<{ data: Entry[] }>(path)).data;
      return entries.map(({ operation, after }) => [operation, after?.weight]);
    };
    const page = await open(upstreamPath);
    const share = (address: string) => page.getByTestId('traffic-row').filter({ hasText: address });
    await share('10.0.0.1:8000').getByText('30 %').waitFor();

    await choose(page, TARGET_A, 'edit');
    await page.getByTestId('target-form-weight').fill('930');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByTestId('toast').getByText('Saved 10.0.0.1:8000').waitFor();
    await choose(page, TARGET_B, 'delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, delete' }).click();
    await page.getByTestId('toast').getByText('Deleted 10.0.0.2:8000').waitFor();

    await expect
      .poll(() => historyOf('10.0.0.1:8000'), WITHIN_A_PERIOD)
      .toEqual([
        ['update', 30],
        ['update', 930],
        ['create', 30],
      ]);
    await expect
      .poll(() => historyOf('10.0.0.2:8000'), WITHIN_A_PERIOD)
      .toEqual([
        ['create', 70],
        ['delete', undefined],
        ['create', 70],
      ]);
    await share('10.0.0.1:8000').getByText('30 %').waitFor();
    await share('10.0.0.2:8000').getByText('70 %').waitFor();
  });
});
