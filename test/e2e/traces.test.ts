import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { guide } from './support/guide-manifests.ts';
import { startGuideWorld } from './support/guide-world.ts';

interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** What OTLP/HTTP sends, as far as it is looked at. */
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly {
        readonly key: string;
        readonly value: { readonly stringValue: string };
      }[];
    };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Span, 'service'>[] }[];
  }[];
}

/** A collector of traces, and the spans that it has got. */
async function startCollector(): Promise<{ readonly url: string; readonly spans: Span[] }> {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const { resourceSpans }: Export = JSON.parse(await text(request));
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service }))));
    }
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

it('a trace leads from a reconcile through its call into the control plane, to the transaction', async () => {
  const { url, spans } = await startCollector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { kubectl, stop } = await startGuideWorld();
  onTestFinished(async () => void (await stop()));
  await kubectl.apply(Object.values(guide).join('---'));
  await kubectl.programmed('kongtarget', 'target-b');

  /** The names of a span and of those that it lies in, from the innermost on. */
  const wayOut = ({ service, name, traceId, parentSpanId }: Span): string[] => {
    const around = spans.find((span) => span.traceId === traceId && span.spanId === parentSpanId);
    return [`${service}: ${name.split(' ', 1)[0]}`, ...(around ? wayOut(around) : [])];
  };
  const transactions = () => spans.filter(({ name }) => name === 'database transaction').map(wayOut);
  // Spans are sent every five seconds.
  await expect
    .poll(transactions, { timeout: 30_000 })
    .toContainEqual([
      'sluice-control-plane: database',
      'sluice-control-plane: PUT',
      'sluice-operator: PUT',
      'sluice-operator: reconcile',
    ]);
});
