import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startOperator } from '@sluice/operator';
import { pino } from 'pino';
import type { ChaosProxy } from './chaos-proxy.ts';
import type { FaultWorld } from './fault-world.ts';
import { kubeconfigFor } from './proxy-kubeconfig.ts';

/** An operator at work behind a proxy of its own, so that nothing of it gets through once it is killed. */
export interface KillableOperator {
  readonly proxy: ChaosProxy;
  /** Nothing of it gets through from now on. Resolves when what is left of it has ended. */
  kill(): Promise<void>;
}

const anyPort = { host: '127.0.0.1', port: 0 };

export async function startHere(
  world: FaultWorld,
  { namespace, proxy, log, syncPeriodMs, concurrency }: OperatorStart,
): Promise<KillableOperator> {
  const operator = await startOperator({
    cluster: { server: proxy.url, namespace: 'default', source: 'a test', credentials: {} },
    logger: pino({ level: 'debug' }, { write: (line) => void log.push(line) }),
    konnectCa: readFileSync(world.konnect.caFile, 'utf8'),
    syncPeriodMs,
    concurrency,
    watchNamespaces: [namespace],
    metricsAddress: anyPort,
    healthAddress: anyPort,
  });
  return {
    proxy,
    kill() {
      proxy.die();
      return operator.close().then(() => proxy.stop());
    },
  };
}

export async function startProcess(
  world: FaultWorld,
  { namespace, proxy, log, syncPeriodMs, concurrency }: OperatorStart,
): Promise<KillableOperator> {
  const kubeconfig = kubeconfigFor(world, proxy);
  const launcher = join(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'bin', 'sluice.js');
  const child = spawn(
    process.execPath,
    [
      ...[launcher, 'operator', '--kubeconfig', kubeconfig, '--konnect-ca-file', world.konnect.caFile],
      ...[
        '--konnect-sync-period',
        `${syncPeriodMs}ms`,
        '--watch-namespaces',
        namespace,
        '--no-leader-election',
        '--konnect-controller-max-concurrent-reconciles',
        String(concurrency),
      ],
      ...['--metrics-bind-address', '127.0.0.1:0', '--health-probe-bind-address', '127.0.0.1:0'],
      ...['--conversion-webhook-bind-address', '127.0.0.1:0'],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  child.stderr.on('data', (data) => void log.push(String(data)));
  return {
    proxy,
    kill() {
      child.kill('SIGKILL');
      return proxy.stop();
    },
  };
}

/** What an operator is started with. */
interface OperatorStart {
  /** The only one that it looks after. */
  readonly namespace: string;
  /** Its way to the cluster. */
  readonly proxy: ChaosProxy;
  /** Gets the lines of its log. */
  readonly log: string[];
  readonly syncPeriodMs: number;
  /** Objects that are worked on at a time. */
  readonly concurrency: number;
}
