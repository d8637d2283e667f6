import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as sendRequest } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchChromium, openPage, type WatchedPage } from './browser.ts';
import { guide } from './guide-manifests.ts';
import { type GuideWorld, startGuideWorld } from './guide-world.ts';

const builder = join(import.meta.dirname, '..', '..', '..', 'scripts', 'build.ts');

interface Found {
  readonly data: readonly { readonly id: string }[];
}

/** How a tab is opened. */
export interface OpenOptions {
  /** Whose token signs the tab in: an administrator's unless given; null signs nobody in. */
  readonly token?: string | null;
  readonly context?: BrowserContextOptions;
}

/** A Sluice that is ready, with the page as its control plane serves it, and a browser. */
export class PageWorld {
  readonly #guide: GuideWorld;
  readonly #browser: Browser;
  readonly #ca: string;
  /** An administrator's. */
  readonly token: string;

  private constructor(guide: GuideWorld, browser: Browser) {
    const { caFile, tokenFile } = guide.ready.controlPlane;
    this.#guide = guide;
    this.#browser = browser;
    this.#ca = readFileSync(caFile, 'utf8');
    this.token = readFileSync(tokenFile, 'utf8').trim();
  }

  /** Builds the page when it isn't, and starts all of it; whoever does that stops it. */
  static async start(): Promise<PageWorld> {
    const env = { ...process.env, NODE_ENV: 'production' };
    execFileSync(process.execPath, [builder, '--if-stale'], { stdio: 'ignore', env });
    const [guide, browser] = await Promise.all([startGuideWorld(), launchChromium()]);
    return new PageWorld(guide, browser);
  }

  get url(): string {
    return this.#guide.ready.controlPlane.url;
  }

  /** The link that `sluice up` prints. */
  get signInUrl(): string {
    return this.#guide.ready.controlPlane.signInUrl;
  }

  get kubectl() {
    return this.#guide.kubectl;
  }

  /** Applies the guide's objects with kubectl, and tells where the page shows its control plane and its upstream. */
  async applyGuide(): Promise<{ guidePath: string; upstreamPath: string }> {
    await this.kubectl.apply(Object.values(guide).join('---'));
    await this.kubectl.programmed('kongtarget', 'target-a');
    await this.kubectl.programmed('kongtarget', 'target-b');
    const [plane] = (await this.api<Found>('/v2/control-planes')).data;
    const guidePath = `/control-planes/${plane?.id}`;
    const [upstream] = (await this.api<Found>(`/v2${guidePath}/core-entities/upstreams`)).data;
    return { guidePath, upstreamPath: `${guidePath}/upstreams/${upstream?.id}` };
  }

  /** Opens a tab on a path of the page. */
  async open(path: string, { token = this.token, context = {} }: OpenOptions = {}): Promise<WatchedPage> {
    const tab = await openPage(this.#browser, this.url, { ignoreHTTPSErrors: true, ...context });
    if (token !== null) {
      const answer = await tab.page.context().request.post('/sluice/v1/session', { data: { token } });
      if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}: ${await answer.text()}`);
    }
    await tab.page.goto(path);
    return tab;
  }

  /** Sends a request to the control plane as its administrator, and returns the JSON of the answer. */
  async api<Body>(path: string, method = 'GET', body?: unknown): Promise<Body> {
    const request = sendRequest(new URL(path, this.url), {
      method,
      ca: this.#ca,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
    });
    const [answer, content] = await new Promise<[number, string]>((resolve, reject) => {
      request.once('error', reject).once('response', (response) => {
        text(response).then((received) => resolve([response.statusCode ?? 0, received]), reject);
      });
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
    if (answer >= 400) throw new Error(`${method} ${path} answered ${answer}: ${content}`);
    return JSON.parse(content === '' ? 'null' : content);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#guide.stop();
  }
}
