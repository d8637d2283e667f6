import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findChromium } from '../../scripts/chromium.ts';
import { seriousViolations } from './support/browser.ts';
import { PageWorld } from './support/page-world.ts';

describe.skipIf(findChromium() === undefined)('the page', () => {
  let world: PageWorld;
  let guidePath: string;
  let upstreamPath: string;

  beforeAll(async () => {
    world = await PageWorld.start();
    ({ guidePath, upstreamPath } = await world.applyGuide());
  });
  afterAll(() => world?.stop());

  describe.each(['light', 'dark'] as const)('in its %s colours', (colorScheme) => {
    it.each([
      ['/sign-in', 'token'],
      ['/control-planes', 'create'],
      ['/control-planes/create', 'save'],
      ['{controlPlane}', 'origin'],
      ['{controlPlane}/upstreams', 'toolbar-add-upstream'],
      ['{controlPlane}/upstreams/create', 'upstreams-form-tags'],
      ['{upstream}', 'traffic'],
      ['{upstream}#configuration', 'traffic'],
      ['{upstream}/edit', 'managed-warning'],
      ['{upstream}#history', 'history'],
      ['/tokens', 'tokens'],
      ['/audit', 'history'],
    ])('keeps nobody out of %s', async (address, landmark) => {
      const path = address.replace('{controlPlane}', guidePath).replace('{upstream}', upstreamPath);
      const signedIn = address === '/sign-in' ? { token: null } : {};
      const tab = await world.open(path, { context: { colorScheme }, ...signedIn });
      onTestFinished(() => tab.close());
      const { page } = tab;
      await page.getByTestId(landmark).first().waitFor();
      await page.locator('.skeleton-table-wrapper, .k-skeleton').first().waitFor({ state: 'detached' });
      expect(await seriousViolations(page)).toEqual([]);
      expect(tab.offences).toEqual([]);
    });
  });
});
