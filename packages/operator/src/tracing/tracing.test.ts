import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createKonnectClient, targetsPath } from '@sluice/konnect-api';
import { afterEach, expect, it } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { FakeKubernetesClient } from '../../test/fake-kubernetes-client.ts';
import { target } from '../../test/manifests.ts';
import { tracedCluster } from './traced-cluster.ts';
import { tracedKonnectCalls } from './traced-konnect-calls.ts';
import { Tracing } from './tracing.ts';

const servers: Server[] = [];
afterEach(async () => {
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

it('a reconcile, its calls and its writes are one trace, which the control plane goes on with', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracing = new Tracing(provider.getTracer('test'));

  const parents: (string | undefined)[] = [];
  const serverUrl = await serve((request, response) => {
    parents.push(request.headers['traceparent'] as string | undefined);
    response.statusCode = request.method === 'PUT' ? 200 : 404;
    response.end('{"id":"t","code":5}');
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

  const spans = exporter.getFinishedSpans();
  const [put, get, patch, reconcile] = spans;
  expect(reconcile).toMatchObject({ name: 'reconcile KongTarget', parentSpanContext: undefined });
  const route = '/v2/control-planes/{controlPlaneId}/core-entities/upstreams/{id}/targets/{childId}';
  expect([put, get, patch]).toMatchObject(
    [`PUT ${route}`, `GET ${route}`, 'Kubernetes patch kongtargets'].map((name) => ({
      name,
      parentSpanContext: reconcile?.spanContext(),
    })),
  );
  expect(parents).toEqual(
    [put, get].map((span) => `00-${span?.spanContext().traceId}-${span?.spanContext().spanId}-01`),
  );
  const told = JSON.stringify(
    spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  );
  for (const fact of ['KongTarget', 'KonnectApiError']) expect(told).toContain(fact);
  for (const secret of ['kpat_', 'in-the-body', 'in-the-patch']) expect(told).not.toContain(secret);
});
