import type { IncomingHttpHeaders } from 'node:http';
import { createKonnectClient, type KonnectClient } from '@sluice/konnect-api';
import { Agent } from 'undici';
import { onTestFinished } from 'vitest';
import {
  type ControlPlaneOptions,
  type RunningControlPlane,
  startControlPlane,
} from '../src/start-control-plane.ts';
import { expectContract } from './konnect-contract.ts';
import { expectDescribed } from './own-description.ts';
import { createTestCertificate } from './test-certificate.ts';
import { databaseOptions, temporaryFolder } from './test-database.ts';

/** The token that every control plane of the tests knows. */
export const TEST_TOKEN = 'kpat_0123456789abcdef';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  contentType: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** A control plane that listens, and ways to talk to it. */
export interface TestControlPlane {
  running: RunningControlPlane;
  dataDir: string;
  client: KonnectClient;
  /** Sends anything; text and bytes are sent as they are. Every answer is checked against Konnect's contract and the server's own description. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
}

const tls = await createTestCertificate();

/** Starts a control plane over real HTTPS and stops it after the test. */
export async function startTestControlPlane(
  options: Partial<ControlPlaneOptions> = {},
): Promise<TestControlPlane> {
  const server = await launchTestControlPlane({
    ...options,
    dataDir: options.dataDir ?? (await temporaryFolder()),
  });
  onTestFinished(server.stop);
  return server;
}

/** Starts a control plane over real HTTPS; the caller stops it. */
export async function launchTestControlPlane(
  options: Partial<ControlPlaneOptions> & { dataDir: string },
): Promise<TestControlPlane & { stop(): Promise<void> }> {
  const running = await startControlPlane({
    port: 0,
    tls,
    tokens: [{ token: TEST_TOKEN, name: 'test' }],
    ...options,
    ...(await databaseOptions(options.dataDir)),
  });
  const dispatcher = new Agent({ connect: { ca: tls.cert } });
  const client = createKonnectClient({ serverUrl: running.url, token: TEST_TOKEN, dispatcher });
  const send: TestControlPlane['send'] = async (method, path, body, headers = {}) => {
    const answer = await dispatcher.request({
      origin: running.url,
      path,
      method: method as 'GET',
      headers: {
        authorization: `Bearer ${TEST_TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : isAsItIs(body) ? body : JSON.stringify(body),
    });
    const contentType = String(answer.headers['content-type'] ?? '');
    // A stream of events has no end: that it begins is the answer.
    const isStream = contentType === 'text/event-stream';
    const text = isStream ? '' : await answer.body.text();
    if (isStream) {
      answer.body.on('error', () => undefined).destroy();
    }
    const raw = {
      status: answer.statusCode,
      contentType,
      body: contentType.includes('json') ? JSON.parse(text) : text,
    };
    const route = path.split('?', 1)[0] ?? '';
    expectContract(method, route, raw);
    expectDescribed(method, route, raw);
    return withHeaders(raw, answer.headers);
  };
  return {
    running,
    dataDir: options.dataDir,
    client,
    send,
    async stop() {
      await dispatcher.close();
      await running.close();
    },
  };
}

function isAsItIs(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

/** Most tests compare whole answers, in which headers would only be in the way: they are there to be asked for. */
function withHeaders(answer: Omit<RawAnswer, 'headers'>, headers: IncomingHttpHeaders): RawAnswer {
  return Object.defineProperty(answer as RawAnswer, 'headers', { value: headers, enumerable: false });
}

/** What the tests run the server with, for tests that start it in a process of their own. */
export { temporaryFolder, tls as testTls };
