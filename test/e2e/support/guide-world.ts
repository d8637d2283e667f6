import { kubernetesTools } from '../../../scripts/kubernetes-tools.ts';
import { Kubectl } from './kubectl.ts';
import { newStateDir, type ReadyEvent, SluiceUp } from './sluice-up.ts';

/** A Sluice that is ready, and a kubectl for it. */
export interface GuideWorld {
  readonly up: SluiceUp;
  readonly ready: ReadyEvent;
  readonly kubectl: Kubectl;
  stop(): Promise<unknown>;
}

/** Starts a Sluice on `stateDir`, a new one unless given. Whoever starts it stops it. */
export async function startGuideWorld(stateDir = newStateDir()): Promise<GuideWorld> {
  const up = new SluiceUp({ stateDir, stopsWithTest: false });
  const [ready, { kubectl }] = await Promise.all([up.event('ready'), kubernetesTools('1.35')]);
  return { up, ready, kubectl: new Kubectl(kubectl, ready.kubeconfig), stop: () => up.stop() };
}
