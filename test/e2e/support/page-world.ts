import type { Browser } from 'playwright-core';
import { launchChromium } from './browser.ts';
import { buildPageIfStale } from './built-page.ts';
import { guide } from './guide-manifests.ts';
import { type GuideWorld, startGuideWorld } from './guide-world.ts';
import { PageClient } from './page-client.ts';

interface Found {
  readonly data: readonly { readonly id: string }[];
}

/** Where the page shows what the guide makes. */
export interface GuidePaths {
  /** Of the control plane. */
  readonly guidePath: string;
  readonly upstreamPath: string;
}

/** A Sluice that is ready, with the page as its control plane serves it, and a browser. */
export class PageWorld extends PageClient {
  readonly #guide: GuideWorld;
  readonly #browser: Browser;

  private constructor(guide: GuideWorld, browser: Browser) {
    super(browser, guide.ready.controlPlane);
    this.#guide = guide;
    this.#browser = browser;
  }

  /** Builds the page when it isn't, and starts all of it; whoever does that stops it. */
  static async start(): Promise<PageWorld> {
    buildPageIfStale();
    const [guide, browser] = await Promise.all([startGuideWorld(), launchChromium()]);
    return new PageWorld(guide, browser);
  }

  /** The link that `sluice up` prints. */
  get signInUrl(): string {
    return this.#guide.ready.controlPlane.signInUrl;
  }

  get kubectl() {
    return this.#guide.kubectl;
  }

  /** Applies the guide's objects with kubectl, and waits until all are real. */
  async applyGuide(): Promise<GuidePaths> {
    await this.kubectl.apply(Object.values(guide).join('---'));
    await this.kubectl.programmed('kongtarget', 'target-a');
    await this.kubectl.programmed('kongtarget', 'target-b');
    const guidePath = await this.controlPlanePath('gateway-control-plane');
    const [upstream] = (await this.api<Found>(`/v2${guidePath}/core-entities/upstreams`)).data;
    return { guidePath, upstreamPath: `${guidePath}/upstreams/${upstream?.id}` };
  }

  /** Where the page shows the control plane of a name. */
  async controlPlanePath(name: string): Promise<string> {
    const [plane] = (await this.api<Found>(`/v2/control-planes?filter[name][eq]=${name}`)).data;
    if (plane === undefined) throw new Error(`there is no control plane ${name}`);
    return `/control-planes/${plane.id}`;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#guide.stop();
  }
}
