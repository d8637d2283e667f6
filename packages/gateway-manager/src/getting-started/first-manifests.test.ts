import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { applyCommand, firstManifests } from './first-manifests.ts';

function objects(existing?: { namespace: string; name: string }) {
  return firstManifests(existing).flatMap(({ yaml }) =>
    parseAllDocuments(yaml).map((document) => document.toJS()),
  );
}

it('starts with the control plane, where there is none', () => {
  expect(objects().map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual([
    ['KonnectGatewayControlPlane', 'default', 'gateway-control-plane'],
    ['KongUpstream', 'default', 'upstream'],
    ['KongTarget', 'default', 'target-a'],
    ['KongTarget', 'default', 'target-b'],
  ]);
});

it('puts what it teaches into the control plane that is open', () => {
  const [upstream, ...targets] = objects({ namespace: 'team', name: 'edge' });
  expect(upstream).toMatchObject({
    metadata: { namespace: 'team' },
    spec: { controlPlaneRef: { konnectNamespacedRef: { name: 'edge' } } },
  });
  expect(targets).toMatchObject([
    { metadata: { namespace: 'team' }, spec: { upstreamRef: { name: upstream.metadata.name }, weight: 30 } },
    { metadata: { namespace: 'team' }, spec: { upstreamRef: { name: upstream.metadata.name }, weight: 70 } },
  ]);
});

it('gives each manifest as a command for a shell', () => {
  const [manifest] = firstManifests();
  const lines = manifest ? applyCommand(manifest).split('\n') : [];
  expect(lines[0]).toBe("kubectl apply -f - <<'EOF'");
  expect(lines.at(-1)).toBe('EOF');
});
