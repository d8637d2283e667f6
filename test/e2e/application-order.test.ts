import { expect, it } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { Kubectl } from './support/kubectl.ts';
import { newStateDir, type ReadyEvent, SluiceUp } from './support/sluice-up.ts';

/** The guide's objects in a namespace of their own, as parts that can be applied in any order. */
function parts(namespace: string, { serverUrl, token }: { serverUrl: string; token: string }) {
  return {
    authentication: `
apiVersion: v1
kind: Secret
metadata: {name: konnect-api-auth, namespace: ${namespace}, labels: {konghq.com/credential: konnect}}
stringData: {token: ${token}}
---
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: konnect-api-auth, namespace: ${namespace}}
spec: {type: secretRef, secretRef: {name: konnect-api-auth}, serverURL: ${serverUrl}}
`,
    controlPlane: `
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectGatewayControlPlane
metadata: {name: gateway-control-plane, namespace: ${namespace}}
spec: {name: ${namespace}, konnect: {authRef: {name: konnect-api-auth}}}
`,
    upstream: `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongUpstream
metadata: {name: upstream, namespace: ${namespace}}
spec: {name: upstream, controlPlaneRef: {type: konnectNamespacedRef, konnectNamespacedRef: {name: gateway-control-plane}}}
`,
    targets: ['a', 'b']
      .map(
        (letter, index) => `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongTarget
metadata: {name: target-${letter}, namespace: ${namespace}}
spec: {upstreamRef: {name: upstream}, target: "10.0.0.${index + 1}", weight: ${index === 0 ? 30 : 70}}
`,
      )
      .join('---'),
  };
}

type Part = keyof ReturnType<typeof parts>;

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

const orders = permutations<Part>(['authentication', 'controlPlane', 'upstream', 'targets']);
const versions = ['1.32', '1.35'] as const;

it('every object is programmed, whatever the order in which they are applied', async () => {
  const up = new SluiceUp({ stateDir: newStateDir() });
  const ready = await up.event('ready');
  const kubectls = await Promise.all(
    versions.map(async (version) => new Kubectl((await kubernetesTools(version)).kubectl, ready.kubeconfig)),
  );
  const local = await localServer(kubectls[0], ready);
  const api = new ControlPlaneApi(ready.controlPlane);

  // Two at a time: one for each version of kubectl, which share the orders.
  await Promise.all(
    kubectls.map(async (kubectl, turn) => {
      for (const [index, order] of orders.entries()) {
        if (index % kubectls.length === turn) await applyInOrder(kubectl, `order-${index}`, order, local);
      }
    }),
  );
  for (const [index, order] of orders.entries()) {
    const targets = await api.entities(`order-${index}`, 'targets');
    const weights = targets.map(({ target, weight }) => `${target} ${weight}`).sort();
    expect(weights, order.join(', ')).toEqual(['10.0.0.1:8000 30', '10.0.0.2:8000 70']);
    expect(await api.entities(`order-${index}`, 'upstreams')).toHaveLength(1);
  }
});

async function applyInOrder(
  kubectl: Kubectl,
  namespace: string,
  order: readonly Part[],
  local: { serverUrl: string; token: string },
): Promise<void> {
  await kubectl.ok(['create', 'namespace', namespace]);
  for (const part of order) await kubectl.apply(parts(namespace, local)[part]);
  await kubectl.programmed('konnectgatewaycontrolplane', 'gateway-control-plane', namespace);
  await kubectl.programmed('kongupstream', 'upstream', namespace);
  await kubectl.programmed('kongtarget', 'target-a', namespace);
  await kubectl.programmed('kongtarget', 'target-b', namespace);
  await kubectl.condition(
    'kongtarget',
    'target-a',
    'KongUpstreamRefValid',
    { status: 'True', reason: 'Valid' },
    { namespace },
  );
}

/** Server and token of the authentication that `sluice up` has made. */
async function localServer(kubectl: Kubectl | undefined, { controlPlane }: ReadyEvent) {
  if (!kubectl) throw new Error('there is no kubectl');
  const { data } = JSON.parse(await kubectl.ok(['get', 'secret', 'konnect-api-auth', '--output', 'json']));
  return { serverUrl: controlPlane.url, token: Buffer.from(data.token, 'base64').toString('utf8') };
}
