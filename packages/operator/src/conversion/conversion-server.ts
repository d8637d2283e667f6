import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ListenAddress, ListenError, type Logger } from '@sluice/controller-runtime';
import { answerReview, NotAConversionReviewError } from './conversion-review.ts';
import type { KeyPair } from './issue-certificate.ts';

/** The path that converts. */
export const conversionPath = '/convert';

/** An API server sends many objects at a time, each of at most some MiB; more than this is no review. */
const maxBodyBytes = 64 * 1024 * 1024;

/** Serves conversions over HTTPS, to whoever asks: it is a pure function, and tells nothing. */
export class ConversionServer {
  readonly #server: Server;
  readonly #logger: Logger;

  private constructor(certificate: KeyPair, logger: Logger) {
    this.#logger = logger;
    this.#server = createServer(certificate, (request, response) => void this.#handle(request, response));
  }

  /** @throws ListenError when the address is taken. */
  static async listen(
    { host, port }: ListenAddress,
    certificate: KeyPair,
    logger: Logger,
  ): Promise<ConversionServer> {
    const server = new ConversionServer(certificate, logger);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.#server.once('error', (cause) =>
      reject(new ListenError('the conversion webhook', { host, port }, cause)),
    );
    server.#server.listen(port, host === '' ? undefined : host, () => resolve());
    await promise;
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** New connections are served with this certificate. */
  use(certificate: KeyPair): void {
    this.#server.setSecureContext(certificate);
  }

  /** Lets requests under way end. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { pathname } = new URL(request.url ?? '/', 'https://webhook.invalid');
      if (pathname !== conversionPath || request.method !== 'POST') {
        return send(response, 404, { message: `POST to ${conversionPath}` });
      }
      const body = await readBody(request);
      if (body === undefined) return send(response, 413, { message: `more than ${maxBodyBytes} bytes` });
      send(response, 200, answerReview(JSON.parse(body)));
    } catch (error) {
      if (error instanceof NotAConversionReviewError || error instanceof SyntaxError) {
        return send(response, 400, { message: error.message });
      }
      this.#logger.error({ err: error }, 'a conversion failed');
      send(response, 500, { message: 'the conversion failed; see the log of the operator' });
    }
  }
}

/** The whole body; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
