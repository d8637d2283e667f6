import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createKonnectClient, targetsPath } from '@sluice/konnect-api';
import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { FakeKubernetesClient } from '../../test/fake-kubernetes-client.ts';
import { target } from '../../test/manifests.ts';
import { startTracing } from './start-tracing.ts';
import { tracedCluster } from './traced-cluster.ts';
import { tracedKonnectCalls } from './traced-konnect-calls.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

const servers: Server[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A collector that takes traces as OTLP/HTTP has them, and what it got. */
async function collector() {
  const received: string[] = [];
  const url = await serve(async (request, response) => {
    received.push(await text(request));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  const spans = () =>
    received.flatMap((body) =>
      JSON.parse(body).resourceSpans.flatMap((resource: { scopeSpans: { spans: Span[] }[] }) =>
        resource.scopeSpans.flatMap((scope) => scope.spans),
      ),
    ) as Span[];
  return { url, received, spans };
}

it('a reconcile, its calls and its writes are one trace, which the control plane goes on with', async () => {
  const { url, received, spans } = await collector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test');
  const { tracing, close } = startTracing(process.env, pino({ level: 'silent' }));

  const parents: (string | undefined)[] = [];
  const serverUrl = await serve((request, response) => {
    parents.push(request.headers['traceparent'] as string | undefined);
    response.statusCode = request.method === 'PUT' ? 200 : 404;
    response.end('{}');
  });
  const konnect = createKonnectClient({
    serverUrl,
    token: 'kpat_very-secret',
    aroundCall: tracedKonnectCalls(serverUrl, tracing),
  });
  const cluster = new FakeCluster();
  cluster.create(target('a', '10.0.0.1'));
  const client = tracedCluster(new FakeKubernetesClient(cluster), tracing);
  const resource = {
    group: 'configuration.konghq.com',
    version: 'v1alpha1',
    plural: 'kongtargets',
    namespaced: true,
  };

  const collection = targetsPath('5f1c9a52-0000-4000-8000-000000000001', 'u');
  await tracing.reconcile('KongTarget/default/a', async () => {
    await konnect.putEntity(collection, 't', { target: 'in-the-body' });
    await expect(konnect.getEntity(collection, 'gone')).rejects.toThrow();
    await client.patchMerge(resource, 'default', 'a', { metadata: { finalizers: ['in-the-patch'] } });
  });
  await konnect.close();
  await close();

  const [put, get, patch, reconcile] = spans();
  expect(reconcile).toMatchObject({ name: 'reconcile KongTarget' });
  expect(reconcile?.parentSpanId).toBeFalsy();
  const route = '/v2/control-planes/{controlPlaneId}/core-entities/upstreams/{id}/targets/{childId}';
  expect([put, get, patch]).toMatchObject(
    [`PUT ${route}`, `GET ${route}`, 'Kubernetes patch kongtargets'].map((name) => ({
      name,
      traceId: reconcile?.traceId,
      parentSpanId: reconcile?.spanId,
    })),
  );
  expect(parents).toEqual([put, get].map((span) => `00-${span?.traceId}-${span?.spanId}-01`));
  const all = received.join();
  for (const told of ['sluice-operator', 'deployment.environment.name', 'KongTarget', 'KonnectApiError'])
    expect(all).toContain(told);
  for (const secret of ['kpat_', 'in-the-body', 'in-the-patch']) expect(all).not.toContain(secret);
});

it('a collector that is out of reach keeps nobody from working or stopping', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:1');
  const { tracing, close } = startTracing(process.env, pino({ level: 'silent' }));
  expect(await tracing.reconcile('KongTarget/default/a', async () => 'made')).toBe('made');
  await close();
});
