import { pino } from 'pino';
import { loadCluster } from '../components/load-cluster.ts';
import { forUser } from '../user-error.ts';
import { givenAuthorities } from './given-authorities.ts';
import { planText } from './plan-text.ts';

/** What a dry run is told. */
export interface DryRunOptions {
  readonly kubeconfig: string | undefined;
  readonly konnectCaFile: string | undefined;
  readonly pruneOrphans: boolean;
  readonly adoptByName: boolean;
  readonly watchNamespaces: readonly string[];
  readonly output: 'text' | 'json';
  readonly logLevel: string;
}

/** The exit code of a dry run that found something to do, as `terraform plan -detailed-exitcode` has it. */
const changesExitCode = 2;

/** Prints what the operator would do, and does nothing. Resolves with 0 where that is nothing, and with 2 otherwise. */
export async function dryRun(options: DryRunOptions): Promise<number> {
  const { ClusterUnreadableError, planChanges } = await import('@sluice/operator');
  const logger = pino(
    { name: 'operator', level: options.logLevel },
    pino.destination({ dest: 2, sync: true }),
  );
  const plan = await planChanges({
    cluster: await loadCluster(options.kubeconfig),
    logger,
    konnectCa:
      options.konnectCaFile === undefined
        ? undefined
        : givenAuthorities('--konnect-ca-file', options.konnectCaFile),
    watchNamespaces: options.watchNamespaces.length > 0 ? options.watchNamespaces : undefined,
    pruneOrphans: options.pruneOrphans,
    adoptByName: options.adoptByName,
  }).catch((error: unknown) => {
    throw forUser(error, [ClusterUnreadableError]);
  });
  process.stdout.write(
    `${options.output === 'json' ? JSON.stringify(plan, undefined, 2) : planText(plan)}\n`,
  );
  return plan.steps.length === 0 ? 0 : changesExitCode;
}
