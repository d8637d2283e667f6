import { command } from '../command-line/command.ts';
import { listenFlags, logLevelFlag, stateDirFlag } from './shared-flags.ts';

/** `sluice apiserver`: the embedded Kubernetes API server alone. */
export const apiserverCommand = command({
  name: 'apiserver',
  summary: 'run the embedded Kubernetes API server alone',
  description:
    'Serves the Kubernetes API with CustomResourceDefinitions, custom resources and the few built-in kinds that ' +
    'clients need. Authority, certificates, tokens and a kubeconfig are made in the state folder, and kept there.',
  flags: { stateDir: stateDirFlag, ...listenFlags(6443), logLevel: logLevelFlag },
  examples: [
    { command: 'sluice apiserver', purpose: 'serve on https://127.0.0.1:6443' },
    { command: 'KUBECONFIG=.sluice/kubeconfig kubectl get namespaces', purpose: 'talk to it' },
  ],
  async run(options) {
    const { runApiserver } = await import('../standalone/run-apiserver.ts');
    return runApiserver(options);
  },
});
