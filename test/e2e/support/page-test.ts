import type { Page } from 'playwright-core';
import { test as base, describe, expect } from 'vitest';
import { findChromium } from '../../../scripts/chromium.ts';
import type { OpenOptions } from './page-client.ts';
import { PageWorld } from './page-world.ts';

/** What a test expects of a tab. */
interface TabOptions extends OpenOptions {
  /** The refusals that the test is about; whatever else the browser complains of fails it. */
  readonly expectedOffences?: RegExp;
}

/** A control plane that a test has made. */
interface NewControlPlane {
  readonly id: string;
  /** Where the page shows it. */
  readonly path: string;
  /** Where its upstreams are in the API. */
  readonly upstreams: string;
}

interface Identified {
  readonly id: string;
}

/** Groups tests of the page, which need a Chromium. */
export const describePage = describe.skipIf(findChromium() === undefined);

/**
 * Tests of the page in a real browser, before a Sluice that the tests of a file share. A tab that `open` has opened fails its
 * test when anything stood on the console, or was asked of another host.
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
  .extend('world', { scope: 'file' }, async ({}, { onCleanup }) => {
    const world = await PageWorld.start();
    onCleanup(() => world.stop());
    return world;
  })
  .extend('guide', { scope: 'file' }, async ({ world }) => world.applyGuide())
  .extend('newControlPlane', async ({ world }, { onCleanup }) => {
    const made: string[] = [];
    onCleanup(async () => {
      for (const id of made) await world.api(`/v2/control-planes/${id}`, 'DELETE');
    });
    return async (name: string, fields: object = {}): Promise<NewControlPlane> => {
      const { id } = await world.api<Identified>('/v2/control-planes', 'POST', { name, ...fields });
      made.push(id);
      return {
        id,
        path: `/control-planes/${id}`,
        upstreams: `/v2/control-planes/${id}/core-entities/upstreams`,
      };
    };
  })
  // Tabs are closed before what they show is deleted.
  .extend('open', async ({ world, newControlPlane: _outlives }, { onCleanup }) => {
    const endings: (() => Promise<void>)[] = [];
    onCleanup(async () => {
      for (const end of endings) await end();
    });
    return async (path: string, options: TabOptions = {}): Promise<Page> => {
      const tab = await world.open(path, options);
      endings.push(async () => {
        await tab.close();
        const { expectedOffences } = options;
        expect(tab.offences.filter((offence) => !expectedOffences?.test(offence))).toEqual([]);
      });
      return tab.page;
    };
  });
