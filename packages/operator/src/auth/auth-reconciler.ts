import type { Clock } from '@sluice/controller-runtime';
import { KonnectAPIAuthConfiguration, resourceOf } from '@sluice/kong-resources';
import type { ObjectWriter } from '../cluster/object-writer.ts';
import { digest } from '../entity/digest.ts';
import type { EntityMemories } from '../entity/entity-memory.ts';
import { isDeleting } from '../entity/entity-object.ts';
import { done, type ReconcileResult } from '../entity/reconcile-result.ts';
import type { KonnectSessions } from '../konnect/konnect-sessions.ts';
import { type Permits, resolvedRefs } from '../references/grants.ts';
import { planConditions } from '../status/plan-conditions.ts';
import { type AuthVerdict, judgeAnswer, lastVerdict, unusableConfiguration } from './auth-verdict.ts';
import { type Credentials, readCredentials, type Secret, secretCrossing } from './credentials.ts';
import { finalizersFor } from './in-use-finalizer.ts';

/** What the reconciler needs of the rest of the operator. */
export interface AuthSurroundings {
  readonly clock: Clock;
  readonly timeOfDay: () => Date;
  readonly writer: ObjectWriter;
  readonly memories: EntityMemories;
  readonly sessions: KonnectSessions;
  /** How long a verdict is trusted before the server is asked again. */
  readonly syncPeriodMs: number;
  secretOf(auth: KonnectAPIAuthConfiguration): Secret | undefined;
  isInUse(auth: KonnectAPIAuthConfiguration): boolean;
  readonly permits: Permits;
  /** Has the configuration looked at again. */
  wake(auth: KonnectAPIAuthConfiguration): void;
}

const resource = resourceOf(KonnectAPIAuthConfiguration);

/** Checks auth configurations against the server that they name, and keeps those that are in use. */
export class AuthReconciler {
  readonly #around: AuthSurroundings;

  constructor(around: AuthSurroundings) {
    this.#around = around;
  }

  async reconcile(auth: KonnectAPIAuthConfiguration, signal: AbortSignal): Promise<ReconcileResult> {
    const finalizers = finalizersFor(auth, this.#around.isInUse(auth));
    if (finalizers) {
      const written = await this.#around.writer.setFinalizers(resource, auth, finalizers, signal);
      if (written.kind === 'conflict') return { kind: 'backoff' };
      if (written.kind === 'gone' || isDeleting(auth)) return done;
    }
    const credentials = readCredentials(auth, this.#around.secretOf(auth), this.#around.permits);
    if (!credentials.ok) {
      this.#around.memories.of(auth.metadata.uid).inSync = undefined;
      return this.#write(
        auth,
        credentials.serverUrl,
        unusableConfiguration(credentials.message),
        done,
        signal,
      );
    }
    return this.#check(auth, credentials, signal);
  }

  async #check(
    auth: KonnectAPIAuthConfiguration,
    { serverUrl, token }: Credentials & { ok: true },
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    const memory = this.#around.memories.of(auth.metadata.uid);
    const checked = digest(serverUrl, token);
    const now = this.#around.clock.now();
    const trustedForMs = (memory.writtenAtMs ?? 0) + this.#around.syncPeriodMs - now;
    if (memory.inSync === checked && trustedForMs > 0) {
      const verdict = { condition: lastVerdict(auth, '') };
      return this.#write(auth, serverUrl, verdict, { kind: 'after', delayMs: trustedForMs }, signal);
    }

    const { server, client } = this.#around.sessions.connect(auth.metadata.uid, serverUrl, token);
    const asked = await server.attempt(client, () => client.getOrganization({ signal }));
    const verdict = judgeAnswer(auth, serverUrl, asked);
    if (asked.ok || asked.failure.kind === 'refused') {
      const next: ReconcileResult = { kind: 'after', delayMs: this.#around.syncPeriodMs };
      const result = await this.#write(auth, serverUrl, verdict, next, signal);
      // Not before the verdict is written: a pass that fails is made again, with the question.
      memory.inSync = result === next ? checked : undefined;
      memory.writtenAtMs = this.#around.clock.now();
      return result;
    }
    if (!server.gate.closure) return this.#write(auth, serverUrl, verdict, { kind: 'backoff' }, signal);
    server.gate.whenOpen(auth.metadata.uid, () => this.#around.wake(auth));
    return this.#write(auth, serverUrl, verdict, done, signal);
  }

  /** Writes the verdict, where it is news, and passes `next` on. */
  async #write(
    auth: KonnectAPIAuthConfiguration,
    serverUrl: string | undefined,
    { condition, organizationId }: AuthVerdict,
    next: ReconcileResult,
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    const now = this.#around.timeOfDay();
    const current = auth.status?.conditions ?? [];
    const judged = [condition, ...resolvedRefs(secretCrossing(auth, this.#around.permits))];
    const status = {
      ...auth.status,
      conditions: planConditions(current, judged, auth.metadata.generation, now),
      ...(organizationId === undefined ? {} : { organizationID: organizationId }),
      ...(serverUrl === undefined ? {} : { serverURL: serverUrl }),
    };
    const written = await this.#around.writer.setStatus(resource, auth, status, signal);
    return written.kind === 'conflict' ? { kind: 'backoff' } : next;
  }
}
