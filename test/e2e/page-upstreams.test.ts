import { expect } from 'vitest';
import { describePage, test } from './support/page-test.ts';

/** Until what a click asks for is shown. */
const SOON = { timeout: 30_000 };

describePage('upstreams and targets in the page', () => {
  test('are created, edited and deleted by the forms', async ({ world, open, newControlPlane }) => {
    const { path, upstreams } = await newControlPlane('forms');
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
    const share = (address: string) => page.getByTestId('traffic-row').filter({ hasText: address });
    await share('10.3.0.1:8000').getByText('weight 0').waitFor();
    await share('10.3.0.2:8000').getByText('100 %').waitFor();

    await page.getByTestId('edit').click();
    await page.getByTestId('upstreams-form-slots').fill('20000');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'orders.example.com' }).waitFor();
    const stored = await world.api<{ slots: number }>(`${upstreams}/orders.example.com`);
    expect(stored.slots).toBe(20_000);

    await page.getByTestId('delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('confirmation-input').fill('orders.example.com');
    await dialog.getByRole('button', { name: /delete/i }).click();
    await page.getByText('Configure your first upstream').waitFor();
  });

  test('say in the form what the control plane refuses', async ({ world, open, newControlPlane }) => {
    const { path, upstreams } = await newControlPlane('refusals');
    const { id } = await world.api<{ id: string }>(upstreams, 'POST', { name: 'u' });
    const page = await open(`${path}/upstreams/${id}`, { expectedOffences: /400/ });
    await page.getByRole('button', { name: 'New target' }).click();
    await page.getByTestId('target-form-target').fill('host:99999');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('dialog')
      .getByText(/target - /)
      .waitFor();
    expect(await page.getByTestId('target-form-target').inputValue()).toBe('host:99999');
  });

  test('keep a weight of zero when something else of the target is edited', async ({
    world,
    open,
    newControlPlane,
  }) => {
    const { path, upstreams } = await newControlPlane('idle');
    const { id } = await world.api<{ id: string }>(upstreams, 'POST', { name: 'idle' });
    const targets = `${upstreams}/${id}/targets`;
    const target = await world.api<{ id: string }>(targets, 'POST', { target: '10.4.0.9', weight: 0 });
    const page = await open(`${path}/upstreams/${id}`);
    await page
      .getByRole('row', { name: /^10\.4\.0\.9:8000.*Load balance/ })
      .getByRole('button', { name: 'Actions' })
      .click();
    await page.getByTestId('action-entity-edit').locator('visible=true').click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => page.getByTestId('target-form-weight').inputValue(), SOON).toBe('0');
    await page.getByTestId('target-form-tags').fill('drained');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByTestId('toast').getByText('Saved 10.4.0.9:8000').waitFor();
    expect(await world.api(`${targets}/${target.id}`)).toMatchObject({ weight: 0, tags: ['drained'] });
  });

  test('are called out when all weights of an upstream are zero', async ({
    world,
    open,
    newControlPlane,
  }) => {
    const { path, upstreams } = await newControlPlane('drained');
    const { id } = await world.api<{ id: string }>(upstreams, 'POST', { name: 'drained' });
    await world.api(`${upstreams}/${id}/targets`, 'POST', { target: '10.4.0.1', weight: 0 });
    const page = await open(`${path}/upstreams/${id}`);
    await page.getByTestId('traffic-all-zero').waitFor();
  });

  test('are listed, filtered, turned around and paged through when there are a thousand', async ({
    world,
    open,
    newControlPlane,
  }) => {
    const { path, upstreams } = await newControlPlane('crowded');
    const names = Array.from({ length: 1_000 }, (_, index) => `upstream-${String(index).padStart(3, '0')}`);
    for (let from = 0; from < names.length; from += 50) {
      const batch = names.slice(from, from + 50);
      await Promise.all(batch.map((name) => world.api(upstreams, 'POST', { name })));
    }
    const page = await open(`${path}/upstreams`);
    const rows = page.locator('tbody tr');
    const shown = async () =>
      (await rows.allInnerTexts()).map((text) => /upstream-\d+/.exec(text)?.[0] ?? '');
    await rows.nth(29).waitFor();
    const first = await shown();
    expect(first).toHaveLength(30);
    await page.getByTestId('next-button').click();
    await expect.poll(async () => (await shown()).filter((name) => first.includes(name)), SOON).toEqual([]);
    expect(await shown()).toHaveLength(30);

    await page.getByTestId('order').click();
    await page.getByTestId('order').getByText('Oldest first').waitFor();
    const listed = await world.api<{ data: { name: string }[] }>(`${upstreams}?size=30`);
    await expect.poll(shown, SOON).toEqual(listed.data.map(({ name }) => name));

    await page.getByPlaceholder('Filter by name').fill('upstream-77');
    await expect
      .poll(async () => (await shown()).toSorted())
      .toEqual(names.filter((name) => name.startsWith('upstream-77')));
    await page.goto(path);
    await page.getByTestId('count-upstreams').getByText('1,000').waitFor();
  });
});
