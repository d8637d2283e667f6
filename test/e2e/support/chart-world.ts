import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { kubernetesTools } from '../../../scripts/kubernetes-tools.ts';
import { freePort } from './control-plane-process.ts';
import { chart, helm, setValues } from './helm.ts';
import { Kubectl } from './kubectl.ts';
import { SluiceProcess } from './sluice-process.ts';
import { newStateDir } from './sluice-up.ts';

/** The namespace of the release, which is called `sluice`, too. */
const namespace = 'sluice';

/** The account that the chart makes for the operator. */
export const operatorAccount = `system:serviceaccount:${namespace}:sluice-operator`;

/** What the kubelet would mount, by the folders that the chart's pods have it in. */
type Mounts = Readonly<Record<string, string>>;

/** An API server with an audit log and a control plane beside it, for a release of the chart. */
export class ChartWorld {
  readonly kubectl: Kubectl;
  readonly kubeconfig: string;
  readonly auditLog: string;
  /** Where the control plane answers, and the files with what is needed to ask. */
  readonly controlPlane: { readonly url: string; readonly caFile: string; readonly tokenFile: string };
  readonly #running: SluiceProcess[];
  readonly #conversionPort: number;

  private constructor(
    kubectl: Kubectl,
    stateDir: string,
    running: readonly [SluiceProcess, SluiceProcess],
    conversionPort: number,
  ) {
    this.kubectl = kubectl;
    this.kubeconfig = join(stateDir, 'kubeconfig');
    this.auditLog = auditLogIn(stateDir);
    this.controlPlane = {
      url: running[1].wordAfter('on'),
      caFile: join(stateDir, 'pki', 'ca.crt'),
      tokenFile: join(stateDir, 'control-plane-token'),
    };
    this.#running = [...running];
    this.#conversionPort = conversionPort;
  }

  static async start(): Promise<ChartWorld> {
    const stateDir = newStateDir();
    const shared = ['--state-dir', stateDir, '--port', '0'];
    const [tools, conversionPort, ...running] = await Promise.all([
      kubernetesTools('1.35'),
      freePort(),
      SluiceProcess.start(['apiserver', ...shared, '--audit-log', auditLogIn(stateDir)], 1),
      SluiceProcess.start(['control-plane', ...shared], 1),
    ]);
    const kubectl = new Kubectl(tools.kubectl, join(stateDir, 'kubeconfig'));
    return new ChartWorld(kubectl, stateDir, running, conversionPort);
  }

  /** Installs the chart, or upgrades it to other values, and gives its conversion Service an address. */
  async release(command: 'install' | 'upgrade', values: Readonly<Record<string, unknown>>): Promise<void> {
    const reachable = { 'operator.conversionWebhook.servicePort': this.#conversionPort };
    const all = setValues({ ...reachable, ...values });
    const at = ['sluice', chart, '--namespace', namespace];
    const more = command === 'install' ? ['--create-namespace'] : [];
    await helm([command, ...at, ...more, ...all], this.kubeconfig);
    // There is no network of pods: the API server comes to a Service at its external address.
    const address = JSON.stringify({ spec: { externalIPs: ['127.0.0.1'] } });
    const service = 'service/sluice-conversion-webhook';
    await this.kubectl.ok(['patch', service, '--namespace', namespace, '--patch', address]);
  }

  /**
   * Runs the operator as the chart's Deployment would: with its arguments, as its account, which a token out of
   * `kubectl create token` proves, and with nothing else. `converts` has it answer where the Service leads to, which
   * only one process of a machine can.
   */
  async runOperator(mounts: Mounts, { converts = true } = {}): Promise<SluiceProcess> {
    const local = [
      ...['--kubeconfig', await this.#kubeconfigOfOperator()],
      ...['--metrics-bind-address', '127.0.0.1:0', '--health-probe-bind-address', '127.0.0.1:0'],
      ...['--conversion-webhook-bind-address', `127.0.0.1:${converts ? this.#conversionPort : 0}`],
    ];
    const args = await this.#argumentsOf('deployment/sluice-operator', mounts);
    const operator = await SluiceProcess.start([...args, ...local], 3);
    this.#running.push(operator);
    return operator;
  }

  /** Runs a replica of the control plane as the chart's Deployment would, but for its address. */
  async runControlPlane(mounts: Mounts, port: number): Promise<SluiceProcess> {
    const args = await this.#argumentsOf('deployment/sluice-control-plane', mounts);
    const replica = await SluiceProcess.start([...args, '--host=127.0.0.1', `--port=${port}`], 2);
    this.#running.push(replica);
    return replica;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((running) => running.stop('SIGKILL')));
  }

  async #argumentsOf(workload: string, mounts: Mounts): Promise<string[]> {
    const text = await this.kubectl.ok(['get', workload, '--namespace', namespace, '--output', 'json']);
    const [container]: { args: string[] }[] = JSON.parse(text).spec.template.spec.containers;
    return (container?.args ?? []).map((argument) =>
      Object.entries(mounts).reduce((mounted, [path, file]) => mounted.replace(path, file), argument),
    );
  }

  async #kubeconfigOfOperator(): Promise<string> {
    const token = await this.kubectl.ok(['create', 'token', 'sluice-operator', '--namespace', namespace]);
    const config = parse(readFileSync(this.kubeconfig, 'utf8'));
    config.users[0].user = { token };
    config.contexts[0].context.namespace = namespace;
    const file = join(mkdtempSync(join(tmpdir(), 'sluice-operator-')), 'kubeconfig');
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return file;
  }
}

function auditLogIn(stateDir: string): string {
  return join(stateDir, 'audit.log');
}
