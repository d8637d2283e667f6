import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findChromium } from '../../scripts/chromium.ts';
import type { WatchedPage } from './support/browser.ts';
import { guide, target } from './support/guide-manifests.ts';
import { type OpenOptions, PageWorld } from './support/page-world.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

describe.skipIf(findChromium() === undefined)('the page', () => {
  let world: PageWorld;
  let upstreamPath: string;

  beforeAll(async () => {
    world = await PageWorld.start();
    ({ upstreamPath } = await world.applyGuide());
  });
  afterAll(() => world?.stop());

  /** Opens a tab that must not have offended anybody by the end of the test. */
  async function open(path: string, options: OpenOptions = {}): Promise<WatchedPage['page']> {
    const tab = await world.open(path, options);
    onTestFinished(async () => {
      await tab.close();
      expect(tab.offences).toEqual([]);
    });
    return tab.page;
  }

  /** An empty control plane, made by hand, that is gone at the end of the test. */
  async function newControlPlane(name: string): Promise<{ id: string; path: string }> {
    const { id } = await world.api<Named>('/v2/control-planes', 'POST', { name });
    onTestFinished(() => world.api(`/v2/control-planes/${id}`, 'DELETE'));
    return { id, path: `/control-planes/${id}` };
  }

  it('asks for a token, says when it is unknown, and goes on to where one wanted to go', async () => {
    const tab = await world.open(upstreamPath, { token: null });
    onTestFinished(() => tab.close());
    const { page } = tab;
    await page.getByTestId('token').fill('kpat_unknown');
    await page.getByTestId('sign-in').click();
    await page.getByText('does not know this token').waitFor();
    expect(tab.offences).toEqual([expect.stringContaining('401')]);
    await page.getByTestId('token').fill(world.token);
    await page.getByTestId('sign-in').click();
    await page.getByRole('heading', { level: 1, name: 'upstream' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(upstreamPath);

    await page.getByTestId('sign-out').click();
    await page.getByTestId('token').waitFor();
    await page.goto('/control-planes');
    await page.getByTestId('token').waitFor();
  });

  it('signs in by the link that sluice up prints, once', async () => {
    const page = await open(world.signInUrl, { token: null });
    await page.getByRole('heading', { level: 1, name: 'Control planes' }).waitFor();
    expect(page.url()).toBe(`${world.url}/control-planes`);

    const again = await world.open(world.signInUrl, { token: null });
    onTestFinished(() => again.close());
    await again.page.getByText('This link was used already').waitFor();
  });

  it('leads nobody to another site after signing in', async () => {
    const page = await open('/sign-in?return=//example.com', { token: null });
    await page.getByTestId('token').fill(world.token);
    await page.getByTestId('sign-in').click();
    await page.getByTestId('create').waitFor();
    expect(page.url()).toBe(`${world.url}/control-planes`);
  });

  it('shows a viewer everything, and nothing to write with', async () => {
    const viewer = await world.api<Named>('/sluice/v1/users', 'POST', {
      name: 'Vera Viewer',
      roles: [{ role: 'viewer' }],
    });
    const { token } = await world.api<{ token: string }>('/sluice/v1/tokens', 'POST', {
      name: 'of the viewer',
      userId: viewer.id,
    });
    const page = await open(upstreamPath, { token });
    await page.getByText('Vera Viewer').waitFor();
    await page.getByTestId('traffic-row').first().waitFor();
    for (const forbidden of ['edit', 'delete', 'toolbar-add-target']) {
      expect(await page.getByTestId(forbidden).count(), forbidden).toBe(0);
    }
    await page.goto('/control-planes');
    await page.getByRole('link', { name: 'gateway-control-plane' }).waitFor();
    expect(await page.getByTestId('create').count()).toBe(0);
  });

  it('shows what kubectl applies as it happens', async () => {
    await world.kubectl.apply(guide.controlPlane.replaceAll('gateway-control-plane', 'live'));
    await world.kubectl.programmed('konnectgatewaycontrolplane', 'live');
    const planes = await world.api<{ data: Named[] }>('/v2/control-planes?filter[name][eq]=live');
    const page = await open(`/control-planes/${planes.data[0]?.id}/upstreams`);
    await page.locator('.live-indicator.live').waitFor();
    await world.kubectl.apply(
      guide.upstream
        .replaceAll('name: upstream', 'name: flowing')
        .replaceAll('gateway-control-plane', 'live'),
    );
    await page
      .getByRole('row', { name: /^flowing/ })
      .getByText('flowing', { exact: true })
      .first()
      .click();
    await page.getByText('There are no targets yet').waitFor();
    await world.kubectl.apply(target('live-a', '10.5.0.1', 30, 'flowing'));
    await page.getByTestId('traffic-row').filter({ hasText: '10.5.0.1:8000' }).getByText('100 %').waitFor();
    await world.kubectl.apply(target('live-b', '10.5.0.2', 70, 'flowing'));
    await page.getByTestId('traffic-row').filter({ hasText: '10.5.0.2:8000' }).getByText('70 %').waitFor();
    await page.getByTestId('traffic-row').filter({ hasText: '10.5.0.1:8000' }).getByText('30 %').waitFor();
    await page.locator('.kong-ui-entities-targets-list').getByText('10.5.0.2:8000').waitFor();
  });

  it('tells the history of an upstream, and what each change changed', async () => {
    const { path } = await newControlPlane('history');
    const entities = `/v2${path}/core-entities/upstreams`;
    const upstream = await world.api<Named>(entities, 'POST', { name: 'changing', slots: 100 });
    await world.api(`${entities}/${upstream.id}`, 'PUT', { name: 'changing', slots: 200 });
    const page = await open(`${path}/upstreams/${upstream.id}#history`);
    const entry = page.getByTestId('history').getByRole('listitem').first();
    await entry.getByRole('row', { name: 'slots 100 200' }).waitFor();
    await page.goto('/audit');
    await page.getByTestId('history').getByText('upstream changing').first().waitFor();
  });

  it('makes a token, shows it once, and revokes it', async () => {
    const page = await open('/tokens');
    await page.getByTestId('create').click();
    await page.getByTestId('token-name').fill('for decK');
    await page.getByRole('dialog').getByRole('button', { name: 'New token' }).click();
    const token = await page.getByTestId('new-token').textContent();
    expect(token).toMatch(/^kpat_/);
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke for decK' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, revoke' }).click();
    await page.getByText('Revoked for decK').waitFor();
    expect(await page.getByRole('row', { name: /for decK/ }).count()).toBe(0);
  });

  it('shows what the guide made: the control plane, the upstream, and both targets with their share', async () => {
    const page = await open('/control-planes');
    await page.getByRole('row', { name: /gateway-control-plane Hybrid Kubernetes 1 2/ }).waitFor();
    await page.getByRole('link', { name: 'gateway-control-plane' }).click();
    await page.getByTestId('count-targets').getByText('2').waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Upstreams' }).click();
    await page
      .getByRole('row', { name: /^upstream/ })
      .getByText('upstream', { exact: true })
      .first()
      .click();
    const shares = page.getByTestId('traffic-row');
    await shares.first().waitFor();
    expect(await shares.allInnerTexts()).toEqual([
      expect.stringMatching(/10\.0\.0\.2:8000\s+70\s+70 %/),
      expect.stringMatching(/10\.0\.0\.1:8000\s+30\s+30 %/),
    ]);
    const list = page
      .getByTestId('kong-ui-entities-targets-list')
      .or(page.locator('.kong-ui-entities-targets-list'));
    await list.getByText('10.0.0.1:8000').waitFor();
    await list.getByText('10.0.0.2:8000').waitFor();
    expect(await page.title()).toBe('upstream · Upstreams · Sluice Gateway Manager');
  });

  it('gives a kubectl command that shows the object an upstream comes from', async () => {
    const page = await open(upstreamPath);
    await page.getByTestId('origin').getByTestId('copy').click();
    const command: string = await page.evaluate('navigator.clipboard.readText()');
    const [program, ...args] = command.split(' ');
    expect(program).toBe('kubectl');
    const { code, out } = await world.kubectl.run(args);
    expect(code).toBe(0);
    expect(out).toMatch(/kind: KongUpstream\n[\s\S]*name: upstream\n/);
  });

  it('warns before somebody edits what the operator puts back', async () => {
    const page = await open(`${upstreamPath}/edit`);
    await page.getByTestId('managed-warning').getByText('KongUpstream default/upstream').waitFor();
    await page.goto(upstreamPath);
    await page
      .getByRole('row', { name: /^10\.0\.0\.1:8000.*Load balance/ })
      .getByRole('button', { name: 'Actions' })
      .click();
    await page.getByTestId('action-entity-edit').locator('visible=true').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('managed-warning').getByText('KongTarget default/target-a').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'New target' }).click();
    await dialog.getByTestId('target-form-target').waitFor();
    expect(await dialog.getByTestId('managed-warning').count()).toBe(0);
  });

  it('creates, edits and deletes an upstream and its targets by the forms', async () => {
    const { id, path } = await newControlPlane('forms');
    const page = await open(`${path}/upstreams`);
    await page.getByTestId('entity-create-button').click();
    const name = page.getByTestId('upstreams-form-name');
    await name.click();
    await name.fill('orders.example.com');
    await page.getByText('(Add new value)').locator('visible=true').click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'orders.example.com' }).waitFor();
    await page.getByText('There are no targets yet').waitFor();

    for (const [address, weight] of [
      ['10.3.0.1', '0'],
      ['10.3.0.2', '40'],
    ] as const) {
      await page.getByRole('button', { name: 'New target' }).click();
      await page.getByTestId('target-form-target').fill(address);
      await page.getByTestId('target-form-weight').fill(weight);
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByTestId('traffic-row').filter({ hasText: address }).waitFor();
    }
    await page
      .getByTestId('traffic-row')
      .filter({ hasText: '10.3.0.1:8000' })
      .getByText('weight 0')
      .waitFor();
    await page.getByTestId('traffic-row').filter({ hasText: '10.3.0.2:8000' }).getByText('100 %').waitFor();

    await page.getByTestId('edit').click();
    const slots = page.getByTestId('upstreams-form-slots');
    await slots.fill('20000');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'orders.example.com' }).waitFor();
    const stored = await world.api<{ slots: number }>(
      `/v2/control-planes/${id}/core-entities/upstreams/orders.example.com`,
    );
    expect(stored.slots).toBe(20_000);

    await page.getByTestId('delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('confirmation-input').fill('orders.example.com');
    await dialog.getByRole('button', { name: /delete/i }).click();
    await page.getByText('Configure your first upstream').waitFor();
  });

  it('says in the form what the control plane refuses', async () => {
    const { path } = await newControlPlane('refusals');
    const upstream = await world.api<Named>(`/v2${path}/core-entities/upstreams`, 'POST', { name: 'u' });
    const tab = await world.open(`${path}/upstreams/${upstream.id}`);
    onTestFinished(() => tab.close());
    const { page } = tab;
    await page.getByRole('button', { name: 'New target' }).click();
    await page.getByTestId('target-form-target').fill('host:99999');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('dialog')
      .getByText(/target - /)
      .waitFor();
  });

  it('calls out an upstream whose targets all have weight zero', async () => {
    const { path } = await newControlPlane('drained');
    const entities = `/v2${path}/core-entities/upstreams`;
    const upstream = await world.api<Named>(entities, 'POST', { name: 'drained' });
    await world.api(`${entities}/${upstream.id}/targets`, 'POST', { target: '10.4.0.1', weight: 0 });
    const page = await open(`${path}/upstreams/${upstream.id}`);
    await page.getByTestId('traffic-all-zero').waitFor();
  });

  it('creates, edits and, after its name is typed, deletes a control plane', async () => {
    const page = await open('/control-planes');
    await page.getByTestId('create').click();
    await page.getByTestId('name').fill('by-form');
    await page.getByTestId('description').fill('Made in the page');
    await page.getByTestId('add-label').click();
    await page.getByLabel('Key').fill('team');
    await page.getByLabel('Value').fill('payments');
    await page.getByTestId('save').click();
    await page.getByRole('heading', { level: 1, name: 'by-form' }).waitFor();
    await page.getByText('team: payments').waitFor();

    await page.getByTestId('edit').click();
    await page.getByTestId('description').fill('Changed in the page');
    await page.getByTestId('save').click();
    await page.getByText('Changed in the page').waitFor();

    await page.getByTestId('delete').click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Yes, delete' });
    await dialog.getByTestId('confirmation-input').fill('by-for');
    expect(await confirm.isEnabled()).toBe(false);
    await dialog.getByTestId('confirmation-input').fill('by-form');
    await confirm.click();
    await page.getByRole('heading', { level: 1, name: 'Control planes' }).waitFor();
    await page.getByRole('link', { name: 'gateway-control-plane' }).waitFor();
    expect(await page.getByRole('link', { name: 'by-form' }).count()).toBe(0);
  });

  it('shows a control plane that somebody else makes, without a reload', async () => {
    const page = await open('/control-planes');
    await page.getByRole('link', { name: 'gateway-control-plane' }).waitFor();
    await newControlPlane('made-elsewhere');
    await page.getByRole('link', { name: 'made-elsewhere' }).waitFor();
  });

  it('teaches whoever has nothing yet, with manifests for the control plane that is open', async () => {
    await world.kubectl.apply(guide.controlPlane.replaceAll('gateway-control-plane', 'untouched'));
    await world.kubectl.programmed('konnectgatewaycontrolplane', 'untouched');
    const planes = await world.api<{ data: Named[] }>('/v2/control-planes?filter[name][eq]=untouched');
    const page = await open(`/control-planes/${planes.data[0]?.id}/upstreams`);
    const lesson = page.getByTestId('getting-started');
    await lesson.getByTestId('copy').first().click();
    const command: string = await page.evaluate('navigator.clipboard.readText()');
    expect(command).toContain('      name: untouched');
  });

  it('filters 1,000 upstreams by name and pages through them', async () => {
    const { path } = await newControlPlane('crowded');
    const entities = `/v2${path}/core-entities/upstreams`;
    for (let batch = 0; batch < 20; batch++) {
      const names = Array.from({ length: 50 }, (_, index) => `upstream-${batch * 50 + index}`);
      await Promise.all(names.map((name) => world.api(entities, 'POST', { name })));
    }
    const page = await open(`${path}/upstreams`);
    await page.getByRole('row').nth(30).waitFor();
    await page.getByTestId('next-button').click();
    await page.getByRole('row').nth(30).waitFor();
    await page.getByPlaceholder('Filter by exact name or ID').fill('upstream-777');
    await page.getByRole('row', { name: /^upstream-777/ }).waitFor();
    await page.goto(path);
    await page.getByTestId('count-upstreams').getByText('1,000').waitFor();
  });

  it('answers an address that leads nowhere', async () => {
    const page = await open('/no/such/page');
    await page.getByText('There is no such page').waitFor();
  });
});
