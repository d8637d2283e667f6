import { describePage, test } from './support/page-test.ts';

describePage('the history in the page', () => {
  test('tells what each change of an upstream changed, as it happens', async ({
    world,
    open,
    newControlPlane,
  }) => {
    const { path, upstreams } = await newControlPlane('history');
    const { id } = await world.api<{ id: string }>(upstreams, 'POST', { name: 'changing', slots: 100 });
    await world.api(`${upstreams}/${id}`, 'PUT', { name: 'changing', slots: 200 });
    const page = await open(`${path}/upstreams/${id}#history`);
    const entry = page.getByTestId('history').getByRole('listitem').first();
    await entry.getByRole('row', { name: 'slots 100 200' }).waitFor();
    await entry.getByText('by Owner of local, with the token').waitFor();
    await page.locator('.live-indicator.live').waitFor();
    await world.api(`${upstreams}/${id}`, 'PUT', { name: 'changing', slots: 300 });
    await entry.getByRole('row', { name: 'slots 200 300' }).waitFor();
    await page.goto('/audit');
    await page.getByTestId('history').getByText('upstream changing').first().waitFor();
  });

  test('names who changed something in the page', async ({ open, newControlPlane }) => {
    const { path } = await newControlPlane('named');
    const page = await open(`${path}/edit`);
    await page.getByTestId('description').fill('By hand');
    await page.getByTestId('save').click();
    await page.getByRole('heading', { level: 1, name: /^named/ }).waitFor();
    await page.getByRole('link', { name: 'Audit' }).click();
    const entry = page.getByTestId('history').getByRole('listitem').first();
    await entry.getByText('control plane named').waitFor();
    await entry.getByText('by Owner of local', { exact: true }).waitFor();
  });
});
