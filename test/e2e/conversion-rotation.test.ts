import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { makeCertificates } from '../../packages/controller-runtime/test/certificates.ts';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { freePort } from './support/control-plane-process.ts';
import { startFaultWorld } from './support/fault-world.ts';
import { kongObjects } from './support/kong-objects.ts';
import { Kubectl } from './support/kubectl.ts';
import { SluiceProcess } from './support/sluice-process.ts';

const crd = 'konnectgatewaycontrolplanes.konnect.konghq.com';
const former = 'konnectgatewaycontrolplanes.v1alpha1.konnect.konghq.com';
/** Where the definition says that conversions are done. */
const [service, inNamespace] = ['sluice-conversion-webhook', 'sluice-system'];
/** Where each of two replicas answers: the Service leads to one of them at a time. */
const replicas = ['127.0.0.1', '127.0.0.2'] as const;

/** A certificate is made anew when it has less than 120 days; this one will in a moment, when both replicas serve it. */
const untilItIsOldMs = 40_000;
const almostOldMs = 120 * 24 * 3_600_000 + untilItIsOldMs;

const patience = { timeout: 90_000, interval: 500 };

it('two replicas renew the certificate that they share while the API server goes on converting by either', async () => {
  const [world, { kubectl: program }, port] = await Promise.all([
    startFaultWorld(),
    kubernetesTools('1.35'),
    freePort(),
  ]);
  onTestFinished(() => world.stop());
  const kubeconfig = join(dirname(world.konnect.caFile), '..', 'kubeconfig');
  const kubectl = new Kubectl(program, kubeconfig);
  // Where the Service is, there the operator is at home.
  const operatorKubeconfig = `${kubeconfig}-operator`;
  copyFileSync(kubeconfig, operatorKubeconfig);
  await new Kubectl(program, operatorKubeconfig).ok([
    ...['config', 'set-context', '--current', '--namespace', inNamespace],
  ]);
  const leadTo = (address: string) =>
    kubectl.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: service, namespace: inNamespace },
        spec: { ports: [{ port }], externalIPs: [address] },
      }),
    );
  await kubectl.ok(['create', 'namespace', inNamespace]);
  await leadTo(replicas[0]);
  const atPort = { spec: { conversion: { webhook: { clientConfig: { service: { port } } } } } };
  await kubectl.ok(['patch', 'crd', crd, '--type=merge', '--patch', JSON.stringify(atPort)]);
  const aged = await makeCertificates([`${service}.${inNamespace}.svc`], almostOldMs);
  const secret = { 'tls.crt': aged.server.cert, 'tls.key': aged.server.key, 'ca.crt': aged.ca };
  await kubectl.apply(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: service, namespace: inNamespace },
      type: 'kubernetes.io/tls',
      stringData: secret,
    }),
  );

  const anywhere = '127.0.0.1:0';
  const running: SluiceProcess[] = [];
  for (const address of replicas) {
    const replica = await SluiceProcess.start(
      [
        ...['operator', '--kubeconfig', operatorKubeconfig, '--no-leader-election'],
        ...['--conversion-webhook-bind-address', `${address}:${port}`],
        ...['--metrics-bind-address', anywhere, '--health-probe-bind-address', anywhere],
      ],
      1,
    );
    onTestFinished(async () => void (await replica.stop('SIGKILL')));
    running.push(replica);
  }
  const served = () => Promise.all(replicas.map((address) => certificateAt(address, port)));
  const fingerprints = async () => (await served()).map(({ fingerprint256 }) => fingerprint256);
  const { fingerprint256: old } = new X509Certificate(aged.server.cert);
  await expect.poll(fingerprints, patience).toEqual([old, old]);
  await expect.poll(() => kubectl.run(['get', former]), patience).toMatchObject({ code: 0 });
  await kubectl.apply(JSON.stringify(kongObjects.plane('plane')));

  // From now on every conversion works, whoever has been faster.
  for (let turn = 0; (await fingerprints()).includes(old); turn++) {
    await leadTo(replicas[turn % 2] ?? replicas[0]);
    expect(await kubectl.ok(['get', former, 'plane', '--output', 'jsonpath={.spec.name}'])).toBe('plane');
  }
  const [one, other] = await served();
  expect(one?.fingerprint256).toBe(other?.fingerprint256);
  expect(Date.parse(one?.validTo ?? '') - Date.now()).toBeGreaterThan(300 * 24 * 3_600_000);
  const { data } = (await kubectl.get('secret', service, inNamespace)) as unknown as {
    data: Record<string, string>;
  };
  const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString();
  expect(new X509Certificate(text('tls.crt')).fingerprint256).toBe(one?.fingerprint256);
  expect(text('former-ca.crt')).toBe(aged.ca);
  const definition = JSON.parse(await kubectl.ok(['get', 'crd', crd, '--output', 'json']));
  const { strategy, webhook } = definition.spec.conversion;
  expect(strategy).toBe('Webhook');
  const trusted = Buffer.from(webhook.clientConfig.caBundle, 'base64').toString();
  expect(trusted).toBe(`${text('ca.crt')}\n${text('former-ca.crt')}\n`);
  for (const address of replicas) {
    await leadTo(address);
    expect(await kubectl.ok(['get', former, 'plane', '--output', 'jsonpath={.spec.name}'])).toBe('plane');
  }

  // Without any operator only the version that has to be converted is out of reach, and kubectl says why.
  await Promise.all(running.map((replica) => replica.stop()));
  const inFormer = {
    apiVersion: 'konnect.konghq.com/v1alpha1',
    kind: 'KonnectGatewayControlPlane',
    metadata: { name: 'other', namespace: 'default' },
    spec: { name: 'other', konnect: { authRef: { name: 'auth' } } },
  };
  expect((await kubectl.run(['apply', '-f', '-'], JSON.stringify(inFormer))).err).toMatch(
    /conversion webhook for konnect\.konghq\.com\/v1alpha\d, Kind=KonnectGatewayControlPlane failed: .*ECONNREFUSED/,
  );
  expect((await kubectl.get('konnectgatewaycontrolplane', 'plane')).spec).toMatchObject({
    createControlPlaneRequest: { name: 'plane' },
  });
}, 240_000);

/** What a server shows to whoever connects. */
async function certificateAt(host: string, port: number): Promise<X509Certificate> {
  const socket = connect({ host, port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const shown = socket.getPeerX509Certificate();
  socket.destroy();
  if (!shown) throw new Error(`${host}:${port} shows no certificate`);
  return shown;
}
