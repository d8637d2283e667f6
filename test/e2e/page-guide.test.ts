import { expect } from 'vitest';
import { guide as manifests, target } from './support/guide-manifests.ts';
import { describePage, test } from './support/page-test.ts';

describePage('the guide in the page', () => {
  test('shows what kubectl applies as it happens', async ({ world, open }) => {
    await world.kubectl.apply(manifests.controlPlane.replaceAll('gateway-control-plane', 'live'));
    await world.kubectl.programmed('konnectgatewaycontrolplane', 'live');
    const page = await open(`${await world.controlPlanePath('live')}/upstreams`);
    await page.locator('.live-indicator.live').waitFor();
    await world.kubectl.apply(
      manifests.upstream
        .replaceAll('name: upstream', 'name: flowing')
        .replaceAll('gateway-control-plane', 'live'),
    );
    await page
      .getByRole('row', { name: /^flowing/ })
      .getByText('flowing', { exact: true })
      .first()
      .click();
    await page.getByText('There are no targets yet').waitFor();
    const share = (address: string) => page.getByTestId('traffic-row').filter({ hasText: address });
    await world.kubectl.apply(target('live-a', '10.5.0.1', 30, 'flowing'));
    await share('10.5.0.1:8000').getByText('100 %').waitFor();
    await world.kubectl.apply(target('live-b', '10.5.0.2', 70, 'flowing'));
    await share('10.5.0.2:8000').getByText('70 %').waitFor();
    await share('10.5.0.1:8000').getByText('30 %').waitFor();
    await page.locator('.kong-ui-entities-targets-list').getByText('10.5.0.2:8000').waitFor();
  });

  test('shows the control plane, the upstream, and both targets with their share', async ({
    guide: { guidePath },
    open,
  }) => {
    const page = await open('/control-planes');
    await page.getByRole('row', { name: /gateway-control-plane Hybrid Kubernetes 1 2 0/ }).waitFor();
    await page.getByRole('link', { name: 'gateway-control-plane' }).click();
    await page.getByTestId('count-targets').getByText('2').waitFor();
    expect(new URL(page.url()).pathname).toBe(guidePath);
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
    const list = page.locator('.kong-ui-entities-targets-list');
    await list.getByText('10.0.0.1:8000').waitFor();
    await list.getByText('10.0.0.2:8000').waitFor();
    expect(await page.title()).toBe('upstream · Upstreams · Sluice Gateway Manager');
  });

  test('gives a kubectl command that shows the object an upstream comes from', async ({
    world,
    guide: { upstreamPath },
    open,
  }) => {
    const page = await open(upstreamPath);
    await page.getByTestId('origin').getByTestId('copy').click();
    const command: string = await page.evaluate('navigator.clipboard.readText()');
    const [program, ...args] = command.split(' ');
    expect(program).toBe('kubectl');
    const { code, out } = await world.kubectl.run(args);
    expect(code).toBe(0);
    expect(out).toMatch(/kind: KongUpstream\n[\s\S]*name: upstream\n/);
  });

  test('teaches whoever has nothing yet, with manifests for the control plane that is open', async ({
    world,
    open,
  }) => {
    await world.kubectl.apply(manifests.controlPlane.replaceAll('gateway-control-plane', 'untouched'));
    await world.kubectl.programmed('konnectgatewaycontrolplane', 'untouched');
    const page = await open(`${await world.controlPlanePath('untouched')}/upstreams`);
    const lesson = page.getByTestId('getting-started');
    await lesson.getByTestId('copy').first().click();
    const command: string = await page.evaluate('navigator.clipboard.readText()');
    expect(command).toContain('      name: untouched');
  });
});
