import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

/** The built page, as `npm run build --workspace @sluice/gateway-manager` leaves it. */
export const pageDirectory = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'packages',
  'gateway-manager',
  'dist',
);

/** What the page works under; whoever serves it to people sends the same. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const apiPath = /^\/(v2|v3|sluice)\//;

const contentTypes: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Answers a request instead of the control plane; false leaves it to that. */
export type Overlay = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Serves the built page as the control plane does, and passes the API through to one that runs. An overlay may answer
 * API requests first, for what is to be seen from outside only (a stream of changes that breaks at a given moment).
 */
export class PageServer {
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #controlPlane: { url: string; ca: string };
  overlay: Overlay = () => false;

  private constructor(controlPlane: { url: string; caFile: string }) {
    this.#controlPlane = { url: controlPlane.url, ca: readFileSync(controlPlane.caFile, 'utf8') };
  }

  static async start(controlPlane: { url: string; caFile: string }, port = 0): Promise<PageServer> {
    const page = new PageServer(controlPlane);
    page.#server.listen(port, '127.0.0.1');
    await once(page.#server, 'listening');
    return page;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = '/' } = request;
    if (!apiPath.test(url)) this.#sendFile(url, response);
    else if (!this.overlay(request, response)) this.#passOn(request, response);
  }

  #sendFile(url: string, response: ServerResponse): void {
    const path = normalize(new URL(url, this.url).pathname);
    const file = extname(path) === '' ? `${sep}index.html` : path;
    try {
      const content = readFileSync(join(pageDirectory, file));
      response.writeHead(200, {
        'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'cache-control': file.startsWith(`${sep}assets${sep}`)
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  #passOn(request: IncomingMessage, response: ServerResponse): void {
    const { url, ca } = this.#controlPlane;
    const upstream = httpsRequest(
      new URL(request.url ?? '/', url),
      { method: request.method, headers: { ...request.headers, host: new URL(url).host }, ca },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.once('error', (error) => response.writeHead(502).end(String(error)));
    request.pipe(upstream);
    response.once('close', () => upstream.destroy());
  }
}
