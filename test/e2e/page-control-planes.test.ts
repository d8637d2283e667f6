import { expect } from 'vitest';
import { describePage, test } from './support/page-test.ts';

describePage('control planes in the page', () => {
  test('are created, edited and, after the name is typed, deleted', async ({ guide, open }) => {
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
    await page.locator(`a[href="${guide.guidePath}"]`).first().waitFor();
    expect(await page.getByRole('link', { name: 'by-form' }).count()).toBe(0);
  });

  test('say in the form why a name can’t be had', async ({ open, newControlPlane }) => {
    await newControlPlane('taken');
    const page = await open('/control-planes/create', { expectedOffences: /409/ });
    await page.getByTestId('name').fill('taken');
    await page.getByTestId('save').click();
    await page
      .getByTestId('problem')
      .getByText(/taken|already|exist/i)
      .waitFor();
    expect(await page.getByTestId('name').inputValue()).toBe('taken');
  });

  test('show up without a reload when somebody else makes one', async ({ open, newControlPlane }) => {
    await newControlPlane('made-first');
    const page = await open('/control-planes');
    await page.getByRole('link', { name: 'made-first' }).waitFor();
    await newControlPlane('made-elsewhere');
    await page.getByRole('link', { name: 'made-elsewhere' }).waitFor();
  });

  test('are filtered by name', async ({ open, newControlPlane }) => {
    await newControlPlane('needle-in-the-hay');
    await newControlPlane('hay');
    const page = await open('/control-planes');
    await page.getByRole('link', { name: 'hay', exact: true }).waitFor();
    await page.getByTestId('search').fill('needle');
    await page.getByRole('link', { name: 'hay', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'needle-in-the-hay' }).waitFor();
  });

  test('count what they hold', async ({ world, open, newControlPlane }) => {
    const { id, path, upstreams } = await newControlPlane('counted');
    const upstream = await world.api<{ id: string }>(upstreams, 'POST', { name: 'one' });
    await world.api(`${upstreams}/${upstream.id}/targets`, 'POST', { target: '10.7.0.1' });
    await world.api(`${upstreams}/${upstream.id}/targets`, 'POST', { target: '10.7.0.2' });
    const services = `/v2/control-planes/${id}/core-entities/services`;
    await world.api(services, 'POST', { name: 'orders', host: 'orders.example' });
    const page = await open(path);
    for (const [kind, count] of Object.entries({
      upstreams: 1,
      targets: 2,
      services: 1,
      routes: 0,
      nodes: 0,
    })) {
      await page.getByTestId(`count-${kind}`).getByText(String(count), { exact: true }).waitFor();
    }
    await world.api(services, 'POST', { name: 'returns', host: 'returns.example' });
    await page.getByTestId('count-services').getByText('2', { exact: true }).waitFor();
  });

  test('of an ingress controller are looked at, and not written by hand', async ({
    open,
    newControlPlane,
  }) => {
    const { path } = await newControlPlane('ingress', {
      cluster_type: 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER',
    });
    const page = await open(`${path}/upstreams`);
    await page.getByRole('heading', { level: 1, name: 'Upstreams' }).waitFor();
    await page.locator('.k-empty-state, .empty-state, [data-testid="empty-state-title"]').first().waitFor();
    expect(await page.getByTestId('toolbar-add-upstream').count()).toBe(0);
    expect(await page.getByTestId('entity-create-button').count()).toBe(0);
  });
});

describePage('a control-plane group in the page', () => {
  test('takes members and lets them go', async ({ open, newControlPlane }) => {
    const group = await newControlPlane('group', { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
    const { id } = await newControlPlane('member');
    const page = await open(group.path);
    const members = page.getByTestId('members');
    await members.getByText('No control plane is a member yet').waitFor();
    await members.getByLabel('Control plane to add').selectOption(id);
    await page.getByTestId('add-member').click();
    await members.getByRole('link', { name: 'member' }).waitFor();
    await page.getByRole('button', { name: 'Remove member from the group' }).click();
    await members.getByText('No control plane is a member yet').waitFor();
  });

  test('says which members do not go together', async ({ world, open, newControlPlane }) => {
    const group = await newControlPlane('at-odds', { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
    const [left, right] = [await newControlPlane('left'), await newControlPlane('right')];
    for (const { upstreams } of [left, right]) await world.api(upstreams, 'POST', { name: 'same' });
    await world.api(`/v2${group.path}/group-memberships`, 'PUT', {
      members: [{ id: left.id }, { id: right.id }],
    });
    const page = await open(group.path);
    await page
      .getByTestId('conflicts')
      .getByText(/^left: /)
      .waitFor();
    await page
      .getByTestId('conflicts')
      .getByText(/^right: /)
      .waitFor();
  });
});
