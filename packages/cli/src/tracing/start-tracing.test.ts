import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { tracingOf } from './tracing-of.ts';

const logger = pino({ level: 'silent' });
afterEach(() => vi.unstubAllEnvs());

/** A collector that takes traces as OTLP/HTTP has them, and what it got. */
async function collector(): Promise<string[]> {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    received.push(await text(request));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return received;
}

it('makes no spans where nobody asked for them', async () => {
  const { tracer, close } = await tracingOf('operator', logger, {});
  expect(tracer).toBeUndefined();
  await close();
});

it('sends what a program tells, under its name and with what the environment adds', async () => {
  const received = await collector();
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test');
  const { tracer, close } = await tracingOf('operator', logger);
  tracer?.startSpan('reconcile').end();
  await close();
  for (const told of ['sluice-operator', 'deployment.environment.name', 'reconcile']) {
    expect(received.join()).toContain(told);
  }
});

it.each([
  ['always_off', undefined, false],
  ['parentbased_always_off', undefined, false],
  ['traceidratio', '0', false],
  ['parentbased_traceidratio', '1', true],
  ['always_on', undefined, true],
  ['something else', undefined, true],
])('with the sampler %s and the argument %s a trace is kept: %s', async (sampler, argument, expected) => {
  const received = await collector();
  vi.stubEnv('OTEL_TRACES_SAMPLER', sampler);
  vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', argument);
  const { tracer, close } = await tracingOf('operator', logger);
  tracer?.startSpan('reconcile').end();
  await close();
  expect(received.length > 0).toBe(expected);
});

it('a collector that is out of reach keeps nobody from working or stopping', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:1');
  const { tracer, close } = await tracingOf('operator', logger);
  tracer?.startSpan('reconcile').end();
  await close();
});
