import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.ts';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the Chromium of this machine. Whoever starts it closes it. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium; run `node scripts/chromium.ts`');
  return chromium.launch({ executablePath, args: flags });
}

/** A browser tab, with everything that it should not have done. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors and warnings, uncaught exceptions and requests to another origin than `origin`; empty when all is well. */
  readonly offences: string[];
  close(): Promise<void>;
}

/**
 * Opens a tab in a session of its own. A refused request is an offence, too: browsers report it as an error. Requests go to
 * `origin`, or to one of `otherOrigins`; what the pages of those do is not looked at.
 */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
  otherOrigins: readonly string[] = [],
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1360, height: 900 },
    ...options,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const page = await context.newPage();
  const offences: string[] = [];
  const isOwn = () => !otherOrigins.includes(URL.parse(page.url())?.origin ?? '');
  const note = (message: ConsoleMessage) => {
    if (isOwn() && ['error', 'warning'].includes(message.type())) {
      offences.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  };
  page.on('console', note);
  page.on('pageerror', (error) => offences.push(`exception: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && ![origin, ...otherOrigins].includes(url.origin))
      offences.push(`request to ${url.href}`);
  });
  return { page, offences, close: () => context.close() };
}

/** What axe finds on the page that keeps somebody out, one line each. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // By the debugger's own way, which the page's content security policy doesn't bind.
  await page.evaluate(readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  const violations: Violation[] = await page.evaluate('axe.run().then((result) => result.violations)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}
