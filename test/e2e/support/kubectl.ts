import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, vi } from 'vitest';

/** What a program did. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A condition of an object, as `kubectl get -o json` shows it. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** An object as far as the tests look at it. */
export interface KubeObject {
  readonly metadata: {
    readonly name: string;
    readonly generation: number;
    readonly resourceVersion: string;
    readonly uid: string;
    readonly finalizers?: string[];
  };
  readonly spec: Record<string, unknown>;
  readonly status?: {
    readonly conditions?: Condition[];
    readonly konnect?: { readonly id?: string };
    readonly id?: string;
  };
}

const programmedTimeoutMs = 60_000;
const pollIntervalMs = 250;

/** A real kubectl that talks to one cluster. */
export class Kubectl {
  readonly #program: string;
  readonly #kubeconfig: string;

  constructor(program: string, kubeconfig: string) {
    this.#program = program;
    this.#kubeconfig = kubeconfig;
  }

  /** Runs it to its end, whatever that is. */
  async run(args: readonly string[], input = ''): Promise<Outcome> {
    const child = spawn(this.#program, args, {
      env: { ...process.env, KUBECONFIG: this.#kubeconfig },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const exit = once(child, 'close');
    child.stdin.end(input);
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return { code, out, err };
  }

  /** Runs it and gives what it printed; fails where it failed. */
  async ok(args: readonly string[], input?: string): Promise<string> {
    const { code, out, err } = await this.run(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} failed with ${code}: ${err}${out}`);
    return out;
  }

  apply(manifest: string): Promise<string> {
    return this.ok(['apply', '-f', '-'], manifest);
  }

  async get(kind: string, name: string, namespace = 'default'): Promise<KubeObject> {
    return JSON.parse(await this.ok(['get', kind, name, '--namespace', namespace, '--output', 'json']));
  }

  async list(kind: string, namespace = 'default'): Promise<KubeObject[]> {
    return JSON.parse(await this.ok(['get', kind, '--namespace', namespace, '--output', 'json'])).items;
  }

  /** The condition of that type, once it fits `expected`, judged by the newest generation of the spec. */
  async condition(
    kind: string,
    name: string,
    type: string,
    expected: Partial<Condition>,
    { namespace = 'default', timeoutMs = programmedTimeoutMs } = {},
  ): Promise<Condition> {
    return vi.waitFor(
      async () => {
        const { metadata, status } = await this.get(kind, name, namespace);
        const found = status?.conditions?.find((condition) => condition.type === type);
        if (!found) throw new Error(`${kind} ${name} has no condition ${type}`);
        expect(found).toMatchObject({ ...expected, observedGeneration: metadata.generation });
        return found;
      },
      { timeout: timeoutMs, interval: pollIntervalMs },
    );
  }

  /** Resolves when the object is programmed. */
  programmed(
    kind: string,
    name: string,
    namespace = 'default',
    timeoutMs = programmedTimeoutMs,
  ): Promise<Condition> {
    return this.condition(
      kind,
      name,
      'Programmed',
      { status: 'True', reason: 'Programmed' },
      { namespace, timeoutMs },
    );
  }

  /** Resolves when the object has left the cluster. */
  async gone(kind: string, name: string, namespace = 'default'): Promise<void> {
    await vi.waitFor(
      async () => {
        const { err } = await this.run(['get', kind, name, '--namespace', namespace]);
        expect(err).toContain('NotFound');
      },
      { timeout: programmedTimeoutMs, interval: pollIntervalMs },
    );
  }
}
