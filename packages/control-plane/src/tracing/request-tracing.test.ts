import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startTestControlPlane } from '../../test/test-control-plane.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

/** A control plane with an upstream in it, and the spans that it has made since. */
async function traced() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const server = await startTestControlPlane({ tracer: provider.getTracer('test') });
  const { id } = await server.client.createControlPlane({ name: 'edge' });
  const upstream = await server.client.createEntity<{ id: string }>(upstreamsPath(id), { name: 'web' });
  const spans = (name: string) => exporter.getFinishedSpans().filter((span) => span.name.includes(name));
  await expect.poll(() => spans('POST')).toHaveLength(2);
  exporter.reset();
  return { ...server, exporter, spans, targets: targetsPath(id, upstream.id) };
}

test("a write goes on with the caller's trace, with its transaction in it", async () => {
  const { send, spans, targets } = await traced();
  const traceparent = `00-${traceId}-${spanId}-01`;
  await send('POST', targets, { target: 'in-the-body' }, { traceparent });
  await expect.poll(() => spans('POST')).toHaveLength(1);
  const [request] = spans('POST');
  expect(request).toMatchObject({
    name: expect.stringMatching(/^POST \/v2\/control-planes\/\{controlPlaneId\}\/core-entities\//),
    parentSpanContext: { traceId, spanId },
    attributes: { 'http.request.method': 'POST', 'http.response.status_code': 201 },
  });
  expect(spans('database transaction')).toMatchObject([
    { parentSpanContext: request?.spanContext(), attributes: { 'sluice.operations': 1 } },
  ]);
});

test('writes that share a transaction are linked to it, and one has it in its trace', async () => {
  const { client, spans, targets } = await traced();
  const addresses = Array.from({ length: 20 }, (_, index) => `10.0.0.${index}`);
  await Promise.all(addresses.map((target) => client.createEntity(targets, { target })));
  await expect.poll(() => spans('POST')).toHaveLength(addresses.length);
  const requests = spans('POST').map((span) => span.spanContext().spanId);
  const transactions = spans('database transaction');
  const belongingTo = transactions.flatMap(({ parentSpanContext, links }) => [
    parentSpanContext?.spanId,
    ...links.map(({ context }) => context.spanId),
  ]);
  expect(belongingTo.sort()).toEqual(requests.sort());
  expect(transactions.length).toBeLessThan(addresses.length);
});

test('a refusal has its status, and probes and metrics have no span', async () => {
  const { send, spans } = await traced();
  for (const path of ['/healthz', '/readyz', '/metrics']) await send('GET', path);
  await send('GET', '/v2/control-planes/nonsense');
  await expect.poll(() => spans('GET')).toMatchObject([{ attributes: { 'http.response.status_code': 400 } }]);
  expect(spans('GET')).toHaveLength(1);
});

test('nothing of what is sent or kept is told', async () => {
  const { send, exporter, spans, targets } = await traced();
  await send('POST', `${targets}?in=the-query`, { target: 'in-the-body' });
  await expect.poll(() => spans('POST')).toHaveLength(1);
  const told = JSON.stringify(
    exporter.getFinishedSpans().map(({ name, attributes }) => ({ name, attributes })),
  );
  expect(told).toContain('core-entities');
  expect(told).not.toMatch(/in-the-body|the-query|kpat_|[0-9a-f]{8}-[0-9a-f]{4}/);
});
