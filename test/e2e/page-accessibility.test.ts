import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousViolations } from './support/browser.ts';
import { describePage, test } from './support/page-test.ts';

/** Every address of the page, with something that is there when it stands, and what to open before it is looked at. */
const places: readonly (readonly [string, string, string?])[] = [
  ['/sign-in', 'token'],
  ['/sign-in?error=openid-failed', 'problem'],
  ['/control-planes', 'create'],
  ['/control-planes/create', 'save'],
  ['{controlPlane}', 'origin'],
  ['{controlPlane}', 'confirmation-input', 'delete'],
  ['{controlPlane}/edit', 'managed-warning'],
  ['{group}', 'members'],
  ['{controlPlane}/upstreams', 'toolbar-add-upstream'],
  ['{empty}/upstreams', 'entity-create-button'],
  ['{controlPlane}/upstreams/create', 'upstreams-form-tags'],
  ['{upstream}', 'traffic'],
  ['{upstream}', 'managed-warning', 'delete'],
  ['{upstream}', 'target-form-target', 'toolbar-new-target'],
  ['{upstream}#configuration', 'traffic'],
  ['{upstream}/edit', 'managed-warning'],
  ['{upstream}#history', 'history'],
  ['/people', 'people'],
  ['/people', 'user-name', 'add'],
  ['/people', 'organization-name', 'create-organization'],
  ['/tokens', 'tokens'],
  ['/tokens', 'token-name', 'create'],
  ['/audit', 'history'],
  ['/no/such/page', 'not-found'],
];

describePage.each(['light', 'dark'] as const)('the page in its %s colours', (colorScheme) => {
  test.for(places)('keeps nobody out of %s (%s)', async (place, { guide, open, newControlPlane }) => {
    const [address, landmark, opener] = place;
    const group = await newControlPlane(`group-${colorScheme}`, {
      cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP',
    });
    const empty = await newControlPlane(`empty-${colorScheme}`);
    const path = address
      .replace('{controlPlane}', guide.guidePath)
      .replace('{group}', group.path)
      .replace('{empty}', empty.path)
      .replace('{upstream}', guide.upstreamPath);
    const signedIn = address.startsWith('/sign-in') ? { token: null } : {};
    const page = await open(path, { context: { colorScheme }, ...signedIn });
    if (opener !== undefined) await page.getByTestId(opener).first().click();
    await page.getByTestId(landmark).first().waitFor();
    await settle(page);
    expect(await seriousViolations(page)).toEqual([]);
  });
});

/** Waits for what comes after the frame of a page: skeletons make way, and dialogs stop fading in. */
async function settle(page: Page): Promise<void> {
  await page.locator('.skeleton-table-wrapper, .k-skeleton').first().waitFor({ state: 'detached' });
  await page.evaluate(
    'Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))',
  );
}
