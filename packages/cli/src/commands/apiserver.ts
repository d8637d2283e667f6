import { command } from '../command-line/command.ts';
import { textFlag } from '../command-line/flag-types.ts';
import { listenFlags, logLevelFlag, stateDirFlag } from './shared-flags.ts';

/** `sluice apiserver`: the embedded Kubernetes API server alone. */
export const apiserverCommand = command({
  name: 'apiserver',
  summary: 'run the embedded Kubernetes API server alone',
  description:
    'Serves the Kubernetes API with CustomResourceDefinitions, custom resources and the few built-in kinds that ' +
    'clients need. Authority, certificates, tokens and a kubeconfig are made in the state folder, and kept there.',
  flags: {
    stateDir: stateDirFlag,
    ...listenFlags(6443),
    auditLog: textFlag({
      argument: 'FILE',
      description:
        'a file that gets a line of JSON for each request: who asked for what, and what came of it. It makes room ' +
        'at 100 MiB, and ten older files are kept',
      defaultValue: undefined,
    }),
    logLevel: logLevelFlag,
  },
  examples: [
    { command: 'sluice apiserver', purpose: 'serve on https://127.0.0.1:6443' },
    { command: 'KUBECONFIG=.sluice/kubeconfig kubectl get namespaces', purpose: 'talk to it' },
  ],
  async run(options) {
    const { runApiserver } = await import('../standalone/run-apiserver.ts');
    return runApiserver(options);
  },
});
