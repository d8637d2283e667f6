import type { Clock } from '@sluice/controller-runtime';
import { KonnectApiError, type KonnectClient, KonnectUnreachableError } from '@sluice/konnect-api';
import { type Closure, ServerGate } from './server-gate.ts';

/** What a call came to when it didn't succeed. */
export type CallFailure =
  /** The API said no, for reasons of its own: any 4xx but 429. */
  | { readonly kind: 'refused'; readonly error: KonnectApiError }
  /** The server can't do it now: 429, 5xx, no answer, or it is known to be unwell and wasn't asked. */
  | ({ readonly kind: 'unavailable' } & Closure);

/** A call's result as a value: what goes wrong in a call is expected. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure };

/** One Konnect-compatible server: all calls to it go through its gate, whoever's token they carry. */
export class KonnectServer {
  readonly url: string;
  readonly gate: ServerGate;
  #lastClient: KonnectClient | undefined;

  constructor(url: string, clock: Clock) {
    this.url = url;
    this.gate = new ServerGate({ clock, probe: () => this.#probe() });
  }

  /**
   * Makes a call, unless the server is known to be unwell. Failures of the server are reported to the gate.
   *
   * @throws whatever isn't a failure of the call: the signal's reason when aborted, or a programming error.
   */
  async attempt<T>(client: KonnectClient, call: (client: KonnectClient) => Promise<T>): Promise<Attempt<T>> {
    const { closure } = this.gate;
    if (closure) return { ok: false, failure: { kind: 'unavailable', ...closure } };
    this.#lastClient = client;
    try {
      const value = await call(client);
      this.gate.answered();
      return { ok: true, value };
    } catch (error) {
      return { ok: false, failure: this.#judge(error) };
    }
  }

  #judge(error: unknown): CallFailure {
    if (error instanceof KonnectUnreachableError) {
      const closure = { answered: false, message: `${this.url} can't be reached: ${error.message}` };
      this.gate.failed(closure);
      return { kind: 'unavailable', ...closure };
    }
    if (!(error instanceof KonnectApiError)) throw error;
    const closure = { answered: true, message: `${this.url} answered ${error.status}: ${error.message}` };
    if (error.kind === 'rate-limited') {
      this.gate.rateLimited(closure.message, error.retryAfterMs);
      return { kind: 'unavailable', ...closure };
    }
    if (error.kind === 'server') {
      this.gate.failed(closure);
      return { kind: 'unavailable', ...closure };
    }
    this.gate.answered();
    return { kind: 'refused', error };
  }

  /** A server that refuses the probe's token is well enough to be asked. */
  async #probe(): Promise<boolean> {
    try {
      await this.#lastClient?.getOrganization();
      return true;
    } catch (error) {
      return error instanceof KonnectApiError && error.kind !== 'server' && error.kind !== 'rate-limited';
    }
  }
}
