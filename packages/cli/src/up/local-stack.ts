import { apiserver } from '../components/apiserver.ts';
import type { Component } from '../components/component.ts';
import { controlPlane } from '../components/control-plane.ts';
import { operator } from '../components/operator.ts';
import { startError } from '../components/start-failure.ts';
import {
  type ApiserverCredentials,
  type ControlPlaneCredentials,
  keepApiserverCredentials,
  keepControlPlaneCredentials,
  keepWebhookCertificate,
  writeKubeconfigs,
} from '../state/credentials.ts';
import { choosePorts, type Ports, readPorts, writePorts } from '../state/ports.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { maxLogBytes, rotateLog } from '../supervisor/log-rotation.ts';
import {
  ComponentStartError,
  SupervisedComponent,
  type SupervisionEvent,
} from '../supervisor/supervised-component.ts';

const loopback = '127.0.0.1';
const rotationCheckMs = 10_000;

/** Together less than the 3 s within which everything stops: the operator goes first, the servers together. */
const operatorGraceMs = 1700;
const serverGraceMs = 1000;

export interface LocalStackOptions {
  readonly folder: StateFolder;
  /** 0: as kept, or any free one. */
  readonly ports: Ports;
  readonly logLevel: string;
  readonly onSupervision: (title: string, event: SupervisionEvent, logFile: string) => void;
  readonly onLogError: (error: unknown) => void;
}

/** The two servers as they run. */
export interface RunningServers {
  readonly apiserverUrl: string;
  readonly controlPlaneUrl: string;
  /** Signs one in to the page, once and soon. */
  readonly signInUrl: string;
  readonly apiserver: ApiserverCredentials;
  readonly controlPlane: ControlPlaneCredentials;
}

/**
 * The three programs as child processes of this one. All begin to load when this object is made; the servers are
 * started first, the operator when its kinds are served.
 */
export class LocalStack {
  readonly #options: LocalStackOptions;
  readonly #apiserver;
  readonly #controlPlane;
  readonly #operator;
  readonly #rotation: NodeJS.Timeout;

  constructor(options: LocalStackOptions) {
    this.#options = options;
    this.#apiserver = this.#supervise(apiserver);
    this.#controlPlane = this.#supervise(controlPlane);
    this.#operator = this.#supervise(operator);
    this.#rotation = setInterval(() => this.#rotateLogs(), rotationCheckMs).unref();
  }

  get pids(): { apiserver: number; controlPlane: number; operator: number } {
    return {
      apiserver: this.#apiserver.pid,
      controlPlane: this.#controlPlane.pid,
      operator: this.#operator.pid,
    };
  }

  get operatorLog(): string {
    return this.#log(operator);
  }

  /**
   * Starts both servers with credentials and ports that the state folder keeps. Throws `UserError` when one can't
   * start; `stop` is then still to be called.
   */
  async startServers(): Promise<RunningServers> {
    const { folder } = this.#options;
    const kept = readPorts(folder.ports);
    const ports = await choosePorts(this.#options.ports, kept);
    const apiserverCredentials = await keepApiserverCredentials(folder);
    const controlPlaneCredentials = await keepControlPlaneCredentials(folder);
    const [apiserverUrls, controlPlaneUrls] = await Promise.all([
      this.#startApiserver(ports.apiserver, apiserverCredentials),
      this.#startControlPlane(ports.controlPlane, controlPlaneCredentials),
    ]);
    // Only ports on which a start has succeeded are worth keeping.
    if (kept?.apiserver !== ports.apiserver || kept.controlPlane !== ports.controlPlane) {
      writePorts(folder.ports, ports);
    }
    writeKubeconfigs(folder, apiserverUrls.url, apiserverCredentials);
    return {
      apiserverUrl: apiserverUrls.url,
      controlPlaneUrl: controlPlaneUrls.url,
      signInUrl: controlPlaneUrls.signInUrl,
      apiserver: apiserverCredentials,
      controlPlane: controlPlaneCredentials,
    };
  }

  /** Starts the operator against both. Returns the URL of its metrics. */
  async startOperator(konnectCa: string): Promise<string | undefined> {
    const { metricsUrl } = await explained(
      operator,
      this.#operator.start({
        kubeconfigPath: this.#options.folder.operatorKubeconfig,
        konnectCa,
        syncPeriodMs: 60_000,
        concurrency: 32,
        conversionWebhook: {
          address: { host: loopback, port: 0 },
          host: loopback,
          certificate: await keepWebhookCertificate(this.#options.folder),
        },
        metricsAddress: { host: loopback, port: 0 },
        healthAddress: { host: loopback, port: 0 },
      }),
      { where: loopback, instead: 'try again', log: this.#log(operator) },
    );
    return metricsUrl;
  }

  /** Stops all: first who calls the others. Takes less than 3 s, and kills what doesn't stop by itself. */
  async stop(): Promise<void> {
    clearInterval(this.#rotation);
    await this.#operator.stop(operatorGraceMs);
    await Promise.all([this.#apiserver.stop(serverGraceMs), this.#controlPlane.stop(serverGraceMs)]);
  }

  #startApiserver(port: number, { tls, tokens }: ApiserverCredentials) {
    const { folder } = this.#options;
    return explained(
      apiserver,
      this.#apiserver.start({
        lock: folder.lock(apiserver.name),
        dataDir: folder.data(apiserver.name),
        host: loopback,
        port,
        tls,
        rootCa: tls.clientCa,
        tokens,
      }),
      {
        where: `${loopback}:${port}`,
        instead: 'stop what uses it, or choose another port with --apiserver-port (0 for any free one)',
        log: this.#log(apiserver),
      },
    );
  }

  #startControlPlane(port: number, { tls, token }: ControlPlaneCredentials) {
    const { folder, ports } = this.#options;
    const movable = ports.controlPlane !== 0 && readPorts(folder.ports) === undefined;
    return explained(
      controlPlane,
      this.#controlPlane.start({
        lock: folder.lock(controlPlane.name),
        dataDir: folder.data(controlPlane.name),
        host: loopback,
        port,
        tls,
        organization: 'local',
        tokens: [{ token, name: 'local' }],
        signInLink: 'always',
      }),
      {
        where: `${loopback}:${port}`,
        instead: movable
          ? 'stop what uses it, or choose another port with --control-plane-port (0 for any free one)'
          : 'stop what uses it, because this state folder is bound to that port, or use another --state-dir',
        log: this.#log(controlPlane),
      },
    );
  }

  #supervise<Config, Urls extends Readonly<Record<keyof Urls, string | undefined>>>(
    component: Component<Config, Urls>,
  ) {
    const { logLevel, onSupervision } = this.#options;
    const logFile = this.#log(component);
    return new SupervisedComponent(component, {
      logFile,
      logLevel,
      onEvent: (event) => onSupervision(component.title, event, logFile),
    });
  }

  #rotateLogs(): void {
    for (const { name } of [apiserver, controlPlane, operator, { name: 'up' }]) {
      rotateLog(this.#options.folder.log(name), maxLogBytes).catch(this.#options.onLogError);
    }
  }

  #log(component: { name: string }): string {
    return this.#options.folder.log(component.name);
  }
}

/** Turns a failed start into the sentence that says what to do. */
async function explained<Urls>(
  component: { title: string },
  starting: Promise<Urls>,
  hint: { where: string; instead: string; log: string },
): Promise<Urls> {
  try {
    return await starting;
  } catch (error) {
    if (error instanceof ComponentStartError) throw startError(component, error.failure, hint);
    throw error;
  }
}
