import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kubernetesTools } from '../../../scripts/kubernetes-tools.ts';
import { ControlPlaneApi } from './control-plane-api.ts';
import { type FaultWorld, startFaultWorld } from './fault-world.ts';
import { Kubectl } from './kubectl.ts';
import { SluiceProcess } from './sluice-process.ts';

/** All three servers as processes of their own, a kubectl, and the API of the control plane to change things by hand. */
export interface OperatorWorld extends Pick<FaultWorld, 'konnect' | 'tls'> {
  readonly kubectl: Kubectl;
  readonly api: ControlPlaneApi;
  /** Of somebody who may do everything in the control plane. */
  readonly token: string;
  stop(): Promise<void>;
}

/** Starts them, the operator with these flags beside those that it needs to be alone on the machine. */
export async function startOperatorWorld(...flags: readonly string[]): Promise<OperatorWorld> {
  const [servers, { kubectl }] = await Promise.all([startFaultWorld(), kubernetesTools('1.35')]);
  const { konnect, tls } = servers;
  const kubeconfig = join(dirname(konnect.caFile), '..', 'kubeconfig');
  const anywhere = '127.0.0.1:0';
  const operator = await SluiceProcess.start(
    [
      ...['operator', '--kubeconfig', kubeconfig, '--konnect-ca-file', konnect.caFile],
      ...['--conversion-webhook-bind-address', anywhere, '--conversion-webhook-host', '127.0.0.1'],
      ...['--metrics-bind-address', anywhere, '--health-probe-bind-address', anywhere],
      ...flags,
    ],
    1,
  );
  return {
    konnect,
    tls,
    kubectl: new Kubectl(kubectl, kubeconfig),
    api: new ControlPlaneApi(konnect),
    token: readFileSync(konnect.tokenFile, 'utf8').trim(),
    async stop() {
      await operator.stop();
      await servers.stop();
    },
  };
}
