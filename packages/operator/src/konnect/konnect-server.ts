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
  /** The clients that may be used now. One that has left may be closed at any moment. */
  readonly #clients = new Set<KonnectClient>();

  constructor(url: string, clock: Clock) {
    this.url = url;
    this.gate = new ServerGate({ clock, probe: (signal) => this.#probe(signal) });
  }

  /** Calls may be made with the client from now on. */
  join(client: KonnectClient): void {
    this.#clients.add(client);
  }

  /** The client is about to be closed. */
  leave(client: KonnectClient): void {
    this.#clients.delete(client);
  }

  /**
   * Makes a call, unless the server is known to be unwell. Failures of the server are reported to the gate.
   *
   * @throws whatever isn't a failure of the server: the signal's reason when aborted, what a client says that was
   * closed because its token has changed, or a programming error.
   */
  async attempt<T>(client: KonnectClient, call: (client: KonnectClient) => Promise<T>): Promise<Attempt<T>> {
    const { closure } = this.gate;
    if (closure) return { ok: false, failure: { kind: 'unavailable', ...closure } };
    try {
      const value = await call(client);
      this.gate.answered();
      return { ok: true, value };
    } catch (error) {
      if (error instanceof KonnectUnreachableError && !this.#clients.has(client)) throw error;
      return { ok: false, failure: this.#judge(error) };
    }
  }

  #judge(error: unknown): CallFailure {
    if (error instanceof KonnectUnreachableError) {
      const closure = { answered: false, message: error.message };
      this.gate.failed(closure);
      return { kind: 'unavailable', ...closure };
    }
    if (!(error instanceof KonnectApiError)) throw error;
    const closure = { answered: true, message: this.#said(error) };
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

  /** A server that refuses the probe's token is well enough to be asked; so is one that nobody has a token for. */
  async #probe(signal: AbortSignal): Promise<boolean> {
    const [client] = this.#clients;
    try {
      await client?.getOrganization({ signal });
      return true;
    } catch (error) {
      if (!(error instanceof KonnectApiError)) return false;
      if (error.kind === 'rate-limited') this.gate.rateLimited(this.#said(error), error.retryAfterMs);
      return error.kind !== 'server';
    }
  }

  #said(error: KonnectApiError): string {
    return `${this.url} answered ${error.status}: ${error.message}`;
  }
}
