import { readFileSync } from 'node:fs';
import { request as sendRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { openPage, type WatchedPage } from './browser.ts';

/** A control plane that serves the page. */
export interface PageServer {
  readonly url: string;
  readonly caFile: string;
  /** With an administrator's token. */
  readonly tokenFile: string;
}

/** How a tab is opened. */
export interface OpenOptions {
  /** Whose token signs the tab in: an administrator's unless given; null signs nobody in. */
  readonly token?: string | null;
  readonly context?: BrowserContextOptions;
  /** Whom else the page may ask: an OpenID provider. */
  readonly otherOrigins?: readonly string[];
}

/** The page of a control plane in a browser, and that control plane's API. */
export class PageClient {
  readonly url: string;
  readonly token: string;
  readonly #browser: Browser;
  readonly #ca: string;

  constructor(browser: Browser, { url, caFile, tokenFile }: PageServer) {
    this.#browser = browser;
    this.url = url;
    this.#ca = readFileSync(caFile, 'utf8');
    this.token = readFileSync(tokenFile, 'utf8').trim();
  }

  /** Opens a tab on a path of the page. */
  async open(path: string, options: OpenOptions = {}): Promise<WatchedPage> {
    const { token = this.token, context = {}, otherOrigins = [] } = options;
    const tab = await openPage(
      this.#browser,
      this.url,
      { ignoreHTTPSErrors: true, ...context },
      otherOrigins,
    );
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
      agent: false,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
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
}
