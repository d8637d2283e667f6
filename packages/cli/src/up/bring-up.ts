import {
  createKubernetesClient,
  KubernetesApiError,
  KubernetesUnreachableError,
} from '@sluice/controller-runtime';
import { destination, pino } from 'pino';
import type { SourcedManifest } from '../manifests/manifest.ts';
import { seconds } from '../progress/object-line.ts';
import type { Progress, ReadyReport } from '../progress/progress.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { UserError } from '../user-error.ts';
import { version } from '../version.ts';
import type { Cluster } from './cluster.ts';
import {
  awaitAuthentication,
  awaitConversion,
  installAuthentication,
  installDefinitions,
  installOperatorAccess,
} from './install-resources.ts';
import type { LocalStack, RunningServers } from './local-stack.ts';
import { settleManifests } from './settle-manifests.ts';

/** Longer than the operator pauses between two tries, several times over. */
const authenticationWithinMs = 30_000;

/**
 * Installs the kinds and the authentication in servers that run, starts the operator, and brings the manifests in.
 * Resolves when they have settled.
 */
export async function bringUp(
  stack: LocalStack,
  servers: RunningServers,
  folder: StateFolder,
  manifests: readonly SourcedManifest[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { admin, tls } = servers.apiserver;
  const client = createKubernetesClient(
    {
      server: servers.apiserverUrl,
      namespace: 'default',
      source: 'sluice up',
      ca: tls.clientCa,
      credentials: { cert: admin.cert, key: admin.key },
    },
    // Without the environment's proxy, which can't reach this machine's loopback address.
    { userAgent: `sluice-up/${version}`, env: {} },
  );
  const logger = pino({ name: 'up' }, destination({ dest: folder.log('up'), sync: true, mode: 0o600 }));
  try {
    const cluster: Cluster = { client, logger, signal };
    const operatorMetrics = await explained(folder, bootstrap(stack, servers, cluster));
    progress.ready(readyReport(folder, stack, servers, operatorMetrics));
    const settlement = await settleManifests(cluster, manifests, (report) => progress.object(report));
    progress.settled({ ...settlement, elapsedMs: elapsedMs() });
  } finally {
    await client.close();
  }
}

/** Everything between servers that listen and an operator that may write. Returns the URL of its metrics. */
async function bootstrap(
  stack: LocalStack,
  servers: RunningServers,
  cluster: Cluster,
): Promise<string | undefined> {
  const { token, caCertificate } = servers.controlPlane;
  await Promise.all([installDefinitions(cluster), installOperatorAccess(cluster)]);
  const [operatorMetrics] = await Promise.all([
    stack.startOperator(caCertificate),
    installAuthentication(cluster, servers.controlPlaneUrl, token),
  ]);
  const patience = AbortSignal.timeout(authenticationWithinMs);
  try {
    const patient = { ...cluster, signal: AbortSignal.any([cluster.signal, patience]) };
    await Promise.all([awaitAuthentication(patient), awaitConversion(patient)]);
  } catch (error) {
    if (!patience.aborted || cluster.signal.aborted) throw error;
    throw new UserError(
      `The operator has not found its authentication valid, or does not convert, within ${seconds(authenticationWithinMs)}; its log is ` +
        `${stack.operatorLog}.`,
      { cause: error },
    );
  }
  return operatorMetrics;
}

/** A server that fails between its start and readiness is told of in a sentence, with the log to look into. */
async function explained<Result>(folder: StateFolder, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof KubernetesUnreachableError || error instanceof KubernetesApiError) {
      throw new UserError(
        `The API server could not be set up: ${error.message}. Its log is ${folder.log('apiserver')}.`,
        { cause: error },
      );
    }
    throw error;
  }
}

function readyReport(
  folder: StateFolder,
  { pids }: LocalStack,
  { apiserverUrl, controlPlaneUrl, signInUrl }: RunningServers,
  operatorMetrics: string | undefined,
): ReadyReport {
  return {
    kubeconfig: folder.kubeconfig,
    apiserver: { url: apiserverUrl },
    controlPlane: {
      url: controlPlaneUrl,
      signInUrl,
      caFile: folder.caCertificate,
      tokenFile: folder.controlPlaneToken,
    },
    metrics: {
      apiserver: `${apiserverUrl}/metrics`,
      controlPlane: `${controlPlaneUrl}/metrics`,
      operator: operatorMetrics,
    },
    pids,
    elapsedMs: elapsedMs(),
  };
}

/** Since this process began. */
function elapsedMs(): number {
  return Math.round(performance.now());
}
