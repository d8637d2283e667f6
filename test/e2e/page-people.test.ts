import { expect } from 'vitest';
import { describePage, test } from './support/page-test.ts';

interface User {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly { readonly role: string; readonly controlPlaneId: string | null }[];
}

describePage('people in the page', () => {
  test('are added, sign in by a link, get other roles, and are removed', async ({
    world,
    open,
    newControlPlane,
  }) => {
    const plane = await newControlPlane('for-ada');
    const page = await open('/people');
    await page.getByTestId('add').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByTestId('user-name').fill('Ada');
    await dialog.getByTestId('user-email').fill('ada@example.com');
    await dialog.getByLabel('Role', { exact: true }).selectOption('viewer');
    await dialog.getByLabel('Counts in').selectOption(plane.id);
    await dialog.getByRole('button', { name: 'Add somebody' }).click();
    const link = (await dialog.getByTestId('sign-in-link').locator('pre').textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Done' }).click();
    const row = page.getByTestId('people').getByRole('row', { name: /^Ada/ });
    await row.getByText('Viewer in for-ada').waitFor();
    await row.getByText('Never').waitFor();

    const hers = await open(link, { token: null });
    await hers.getByTestId('person').getByText('Ada').waitFor();
    await hers.getByRole('link', { name: 'for-ada' }).waitFor();
    expect(await hers.getByRole('link', { name: 'People' }).count()).toBe(0);

    await row.getByRole('button', { name: 'Edit Ada' }).click();
    await dialog.getByTestId('add-role').click();
    await dialog.getByTestId('grant').nth(1).getByLabel('Role', { exact: true }).selectOption('admin');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Administrator everywhere').waitFor();
    const { data } = await world.api<{ data: User[] }>('/sluice/v1/users');
    expect(data.find(({ name }) => name === 'Ada')?.roles).toHaveLength(2);

    await row.getByRole('button', { name: 'Remove Ada' }).click();
    await dialog.getByRole('button', { name: 'Yes, remove' }).click();
    await row.waitFor({ state: 'detached' });
  });

  test('can’t all be removed: one administrator stays', async ({ open }) => {
    const page = await open('/people', { expectedOffences: /409/ });
    await page.getByRole('button', { name: /^Remove Owner/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, remove' }).click();
    await page.getByTestId('toast').getByText('last administrator').waitFor();
    await page.getByRole('button', { name: /^Remove Owner/ }).waitFor();
  });

  test('include accounts of programs, with tokens of their own', async ({ world, open }) => {
    const page = await open('/people');
    await page.getByTestId('add').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('System account', { exact: true }).click();
    await dialog.getByTestId('user-name').fill('terraform');
    await dialog.getByRole('button', { name: 'Add somebody' }).click();
    await page.getByRole('row', { name: /^terraform System account Viewer everywhere/ }).waitFor();

    await page.getByRole('link', { name: 'Tokens' }).click();
    await page.getByTestId('create').click();
    await page.getByTestId('token-name').fill('plans');
    await dialog.getByLabel('Owner').selectOption({ label: 'terraform' });
    await dialog.getByRole('button', { name: 'New token' }).click();
    const token = (await page.getByTestId('new-token').locator('pre').textContent()) ?? '';
    expect(token).toMatch(/^spat_/);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('row', { name: /^plans terraform System account/ }).waitFor();
    const theirs = await open('/control-planes', { token });
    await theirs.getByTestId('person').getByText('terraform').waitFor();
    const { data } = await world.api<{ data: User[] }>('/sluice/v1/users');
    await world.api(`/sluice/v1/users/${data.find(({ name }) => name === 'terraform')?.id}`, 'DELETE');
  });

  test('make tokens that are shown once, and revoke them', async ({ open }) => {
    const page = await open('/tokens');
    await page.getByTestId('create').click();
    await page.getByTestId('token-name').fill('for decK');
    await page.getByRole('dialog').getByRole('button', { name: 'New token' }).click();
    expect(await page.getByTestId('new-token').locator('pre').textContent()).toMatch(/^kpat_/);
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke for decK' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, revoke' }).click();
    await page.getByText('Revoked for decK').waitFor();
    await page.getByRole('row', { name: /for decK/ }).waitFor({ state: 'detached' });
  });

  test('who may only look see everything, and nothing to write with', async ({ world, guide, open }) => {
    const { id } = await world.api<User>('/sluice/v1/users', 'POST', {
      name: 'Vera Viewer',
      roles: [{ role: 'viewer' }],
    });
    const body = { name: 'of the viewer', userId: id };
    const { token } = await world.api<{ token: string }>('/sluice/v1/tokens', 'POST', body);
    const page = await open(guide.upstreamPath, { token });
    await page.getByTestId('person').getByText('Vera Viewer').waitFor();
    await page.getByTestId('traffic-row').first().waitFor();
    for (const forbidden of ['edit', 'delete', 'toolbar-new-target']) {
      expect(await page.getByTestId(forbidden).count(), forbidden).toBe(0);
    }
    await page
      .getByRole('row', { name: /^10\.0\.0\.1:8000.*Load balance/ })
      .getByRole('button')
      .last()
      .click();
    await page.getByTestId('action-entity-copy-id').locator('visible=true').waitFor();
    for (const action of ['edit', 'delete']) {
      expect(await page.getByTestId(`action-entity-${action}`).count(), action).toBe(0);
    }
    await page.goto('/control-planes');
    await page.getByRole('link', { name: 'gateway-control-plane' }).waitFor();
    expect(await page.getByTestId('create').count()).toBe(0);
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('row', { name: /^Vera Viewer You/ }).waitFor();
    for (const forbidden of ['add', 'rename-organization', 'create-organization']) {
      expect(await page.getByTestId(forbidden).count(), forbidden).toBe(0);
    }
    await world.api(`/sluice/v1/users/${id}`, 'DELETE');
  });
});

describePage('the organisation in the page', () => {
  test('is renamed', async ({ open }) => {
    const page = await open('/people');
    for (const name of ['Acme', 'local']) {
      await page.getByTestId('rename-organization').click();
      await page.getByTestId('organization-name').fill(name);
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: `People of ${name}` }).waitFor();
      await page.getByTestId('person').getByText(name, { exact: true }).waitFor();
    }
  });

  test('gets a neighbour, whose administrator sees nothing of it', async ({ guide, open }) => {
    const page = await open('/people');
    await page.getByTestId('create-organization').click();
    await page.getByTestId('organization-name').fill('Neighbours');
    await page.getByTestId('administrator-name').fill('Nora');
    await page.getByRole('dialog').getByRole('button', { name: 'New organisation' }).click();
    const link = (await page.getByTestId('sign-in-link').locator('pre').textContent()) ?? '';
    const theirs = await open(link, { token: null, expectedOffences: /404/ });
    await theirs.getByTestId('person').getByText('Neighbours').waitFor();
    await theirs.getByTestId('getting-started').waitFor();
    expect(await theirs.getByTestId('create-organization').count()).toBe(0);
    await theirs.goto(guide.guidePath);
    await theirs.getByText('There is nothing here').waitFor();
  });
});
