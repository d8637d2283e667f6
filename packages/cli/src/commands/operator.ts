import { command } from '../command-line/command.ts';
import {
  addressFlag,
  choiceFlag,
  countFlag,
  durationFlag,
  hostFlag,
  namespaceFlag,
  namespacesFlag,
  offSwitchFlag,
  optionalAddressFlag,
  switchFlag,
  textFlag,
} from '../command-line/flag-types.ts';
import { logLevelFlag } from './shared-flags.ts';

/** `sluice operator`: the operator alone, for any cluster and any control plane. */
export const operatorCommand = command({
  name: 'operator',
  summary: 'run the operator against a Kubernetes cluster',
  description:
    'Keeps control planes like what the Kong objects of a Kubernetes cluster declare. The cluster is the one of ' +
    '--kubeconfig, of KUBECONFIG, of ~/.kube/config, or the one in which it runs. HTTPS_PROXY and NO_PROXY are ' +
    'honoured.',
  flags: {
    kubeconfig: textFlag({
      argument: 'FILE',
      description: 'the kubeconfig of the cluster',
      defaultValue: undefined,
    }),
    konnectCaFile: textFlag({
      argument: 'FILE',
      description: 'certificates of authorities that sign control planes, in PEM, beside the public ones',
      defaultValue: undefined,
    }),
    konnectSyncPeriod: durationFlag({
      description: 'how often every entity is compared with what the control plane has',
      defaultValue: 60_000,
      defaultText: '60s',
    }),
    konnectControllerMaxConcurrentReconciles: countFlag({
      description: 'how many objects of one control plane are worked on at once',
      defaultValue: 32,
      least: 1,
    }),
    pruneOrphans: switchFlag(
      'remove entities whose objects are gone, from control planes that this cluster made; without it they are ' +
        'only reported',
    ),
    watchNamespaces: namespacesFlag({
      description: 'the namespaces whose objects are looked after, between commas; every one unless given',
    }),
    leaderElection: offSwitchFlag('work without waiting for a Lease, where only one operator runs'),
    leaderElectionNamespace: namespaceFlag({
      description: 'the namespace of the Lease by which one of several operators is elected',
      defaultText: 'the namespace that it runs in',
    }),
    adoptByName: switchFlag(
      'after a cluster was restored from a backup: take back what objects of the same group, kind, namespace and ' +
        'name had made',
    ),
    deletionGiveUpAfter: durationFlag({
      description:
        'after how long a deletion that waits for a token or a server leaves the entity behind, with an Event',
      defaultValue: undefined,
    }),
    conversionWebhookBindAddress: addressFlag({
      description: 'where versions are converted for the API server; :0 for any free port',
      defaultValue: { host: '', port: 9443 },
    }),
    conversionWebhookHost: hostFlag({
      description:
        'the host under which the API server reaches that port; without it, it comes by the Service of the CRD',
    }),
    metricsBindAddress: optionalAddressFlag({
      description: 'where /metrics is served; :0 for any free port, 0 for nowhere',
      defaultValue: { host: '', port: 8080 },
    }),
    healthProbeBindAddress: optionalAddressFlag({
      description: 'where /healthz and /readyz are served; :0 for any free port, 0 for nowhere',
      defaultValue: { host: '', port: 8081 },
    }),
    dryRun: switchFlag(
      'print what would be created, updated and deleted, change nothing, and end: with 0 where that is nothing, ' +
        'with 2 where it is something, with 1 after an error',
    ),
    output: choiceFlag({
      description: 'how --dry-run prints it',
      choices: ['text', 'json'],
      defaultValue: 'text',
    }),
    logLevel: logLevelFlag,
  },
  examples: [
    { command: 'sluice operator', purpose: 'in a cluster, or for the current context of a kubeconfig' },
    {
      command: 'sluice operator --kubeconfig .sluice/kubeconfig --konnect-ca-file .sluice/pki/ca.crt',
      purpose: 'against "sluice apiserver" and "sluice control-plane"',
    },
    { command: 'sluice operator --dry-run', purpose: 'see what it would do' },
  ],
  async run(options) {
    if (options.dryRun) {
      const { dryRun } = await import('../standalone/dry-run.ts');
      return dryRun(options);
    }
    const { runOperator } = await import('../standalone/run-operator.ts');
    return runOperator(options);
  },
});
