import { copyFileSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ChartWorld } from './support/chart-world.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { commandsIn, guideShell } from './support/guide-commands.ts';
import { guide } from './support/guide-manifests.ts';
import { chart } from './support/helm.ts';

async function startWorld(): Promise<ChartWorld> {
  const world = await ChartWorld.start();
  onTestFinished(() => world.stop());
  return world;
}

/** A folder with the chart, and with a certificate as somebody has it from an authority. */
function folderWithCertificate({ controlPlane }: ChartWorld): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-guide-'));
  symlinkSync(dirname(chart), join(folder, 'charts'));
  for (const file of ['crt', 'key']) {
    copyFileSync(join(dirname(controlPlane.caFile), `control-plane.${file}`), join(folder, `tls.${file}`));
  }
  return folder;
}

it('every command of the guide about installing does what it says', async () => {
  const world = await startWorld();
  const { kubectl, kubeconfig } = world;
  const variables = { DATABASE_URL: 'postgresql://sluice@database.example.com/sluice' };
  const shell = await guideShell(kubeconfig, variables, folderWithCertificate(world));
  const [install = '', controlPlane = '', onPostgresql = '', upgrade = '', uninstall = '', ...more] =
    commandsIn('install.md');
  expect(more).toEqual([]);
  const inRelease = ['--namespace', 'sluice', '--output', 'json'];
  const workload = async (kind: string, name: string) =>
    JSON.parse(await kubectl.ok(['get', kind, name, ...inRelease])).spec;

  await shell(install);
  const { replicas, template } = await workload('deployment', 'sluice-operator');
  expect(replicas).toBe(2);
  expect(template.spec.containers[0].image).toBe('registry.example.com/sluice:0.1.0');
  expect(await shell(controlPlane)).toContain(
    'The control plane answers in the cluster at https://sluice-control-plane.sluice.svc:8443.',
  );
  expect(await workload('statefulset', 'sluice-control-plane')).toMatchObject({ replicas: 1 });
  await shell(onPostgresql);
  expect(await workload('deployment', 'sluice-control-plane')).toMatchObject({ replicas: 2 });
  expect(await kubectl.ok(['get', 'statefulsets', '--namespace', 'sluice'])).toBe('');
  await shell(upgrade);
  expect(await workload('deployment', 'sluice-control-plane')).toMatchObject({ replicas: 2 });
  await kubectl.apply(guide.upstream);
  await shell(uninstall);
  expect(await kubectl.list('kongupstream')).toHaveLength(1);
  expect(await kubectl.ok(['get', 'deployments', '--namespace', 'sluice'])).toBe('');
});

it('every command of the guide about Konnect does what it says', async () => {
  const world = await startWorld();
  const { kubectl, kubeconfig, controlPlane } = world;
  await kubectl.ok(['create', 'namespace', 'sluice']);
  await world.release('install', { 'operator.konnectCa.secretName': 'ca' });
  await world.runOperator({ '/etc/sluice/konnect-ca/ca.crt': controlPlane.caFile });
  const shell = await guideShell(kubeconfig, {
    KONNECT_TOKEN: readFileSync(controlPlane.tokenFile, 'utf8').trim(),
    KONNECT_SERVER: controlPlane.url,
  });
  const blocks = commandsIn('konnect.md');
  expect(blocks).toHaveLength(3);
  for (const commands of blocks) await shell(commands);
  expect(await new ControlPlaneApi(controlPlane).controlPlaneId('edge')).toBeDefined();
});

it('every command of the guide about moving over does what it says, over and back', async () => {
  const { kubectl, kubeconfig } = await startWorld();
  const shell = await guideShell(kubeconfig);
  const owner = async () => {
    const names = await kubectl.ok(['get', 'crd', '--output', 'json']);
    const items: { metadata: { annotations: Record<string, string> } }[] = JSON.parse(names).items;
    return items.map(({ metadata }) => metadata.annotations['meta.helm.sh/release-name']);
  };
  // What Kong's chart leaves: definitions that belong to its release.
  const definitions = ['--filename', join(chart, 'files', 'crds')];
  await kubectl.ok(['apply', '--server-side', '--field-manager=helm', ...definitions]);
  await kubectl.ok(['label', 'crd', '--all', 'app.kubernetes.io/managed-by=Helm']);
  const kong = ['meta.helm.sh/release-name=kong-operator', 'meta.helm.sh/release-namespace=kong-system'];
  await kubectl.ok(['annotate', 'crd', '--all', ...kong]);
  await kubectl.apply(guide.upstream);
  const { uid } = (await kubectl.get('kongupstream', 'upstream')).metadata;
  const [install = ''] = commandsIn('install.md');
  await expect(shell(install)).rejects.toThrow(/meta.helm.sh\/release-name/);

  const [over = '', uninstall = '', back = '', ...more] = commandsIn('from-kong-operator.md');
  expect(more).toEqual([]);
  await shell(over);
  await shell(install);
  expect(await owner()).toEqual(Array(5).fill('sluice'));
  await shell(uninstall);
  await shell(back);
  expect(await owner()).toEqual(Array(5).fill('kong-operator'));
  expect((await kubectl.get('kongupstream', 'upstream')).metadata.uid).toBe(uid);
});
