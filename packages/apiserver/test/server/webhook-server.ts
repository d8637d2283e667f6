import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubeObject } from '../../src/kube-object.ts';
import type { Authority } from './certificates.ts';

/** A review as a webhook gets it (ConversionReview, AdmissionReview). */
export interface Review {
  apiVersion: string;
  kind: string;
  request: {
    uid: string;
    /** Of an AdmissionReview. */
    operation: string;
    object: KubeObject;
    /** Of a ConversionReview. */
    objects: KubeObject[];
    desiredAPIVersion: string;
  };
}

/** What a webhook answers: the `response` of the review, or something else altogether. */
export type Answer = { response: object } | { status: number; text: string } | { raw: object } | 'nothing';

/** A webhook over HTTPS whose behaviour a test can change at any time. */
export interface WebhookServer {
  url: string;
  port: number;
  /** The authority of its certificate, as a `caBundle`. */
  caBundle: string;
  /** Every review that it got, in order. */
  reviews: Review[];
  answer: (review: Review) => Answer | Promise<Answer>;
  close(): Promise<void>;
  /** Listens again on the same port. */
  reopen(): Promise<void>;
}

/** @param names further names for the certificate, beside 127.0.0.1 */
export async function startWebhookServer(
  authority: Authority,
  answer: WebhookServer['answer'],
  names: readonly string[] = [],
): Promise<WebhookServer> {
  const certificate = await authority.issue('CN=webhook', ['127.0.0.1'], names);
  const server = createServer(certificate, async (request, response) => {
    const review: Review = JSON.parse(await textOf(request));
    webhook.reviews.push(review);
    const said = await webhook.answer(review);
    if (said === 'nothing') return;
    if ('text' in said) response.writeHead(said.status).end(said.text);
    else response.end(JSON.stringify('raw' in said ? said.raw : reviewed(review, said.response)));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const webhook: WebhookServer = {
    url: `https://127.0.0.1:${port}/review`,
    port,
    caBundle: Buffer.from(authority.cert).toString('base64'),
    reviews: [],
    answer,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    reopen: () => listen(port),
  };
  return webhook;
}

function reviewed({ apiVersion, kind, request }: Review, response: object): object {
  return { apiVersion, kind, response: { uid: request.uid, ...response } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
