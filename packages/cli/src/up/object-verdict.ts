import { type Condition, findCondition, type KubernetesObject } from '@sluice/controller-runtime';
import { splitApiVersion } from '../manifests/manifest.ts';
import type { ObjectState } from '../progress/progress.ts';

/** What an object's status says of it. */
export interface Verdict {
  readonly state: ObjectState;
  readonly reason: string;
  readonly message: string;
  /** Pending, because of a condition that is False: it may mend by itself, and if nothing moves, it won't. */
  readonly blocked: boolean;
}

/** Reasons of a refusal of the object's own content, which no waiting changes. */
const finalReasons: ReadonlySet<string> = new Set(['FailedToCreate', 'FailedToUpdate', 'FailedToAdopt']);

/** The condition that says of a Kong object that it is done; undefined for kinds that nobody programs. */
export function decidingCondition(apiVersion: string, kind: string): string | undefined {
  const { group } = splitApiVersion(apiVersion);
  if (group !== 'konnect.konghq.com' && group !== 'configuration.konghq.com') return undefined;
  if (kind === 'KongReferenceGrant') return undefined;
  return kind === 'KonnectAPIAuthConfiguration' ? 'APIAuthValid' : 'Programmed';
}

/** Judges an object by its conditions, of which only those count that were written for its present generation. */
export function verdictOn(object: KubernetesObject, apiVersion: string, kind: string): Verdict {
  const type = decidingCondition(apiVersion, kind);
  if (type === undefined) {
    return { state: 'programmed', reason: 'Applied', message: 'the API server has it', blocked: false };
  }
  const current = conditionsOf(object).filter(
    ({ observedGeneration }) => (observedGeneration ?? 0) >= (object.metadata.generation ?? 0),
  );
  const deciding = findCondition(current, type);
  if (deciding === undefined || deciding.status === 'Unknown') {
    return { state: 'pending', reason: 'Pending', message: 'waiting for the operator', blocked: false };
  }
  if (deciding.status === 'True') {
    return { state: 'programmed', reason: deciding.reason, message: deciding.message, blocked: false };
  }
  const { reason, message } = causeOf(deciding, current);
  const final = finalReasons.has(deciding.reason);
  return { state: final ? 'failed' : 'pending', reason, message, blocked: !final };
}

/** `ConditionWithStatusFalseExists` points at another condition, which has something to say. */
function causeOf(deciding: Condition, conditions: readonly Condition[]): Condition {
  if (deciding.reason !== 'ConditionWithStatusFalseExists') return deciding;
  return conditions.find(({ type, status }) => status === 'False' && type !== deciding.type) ?? deciding;
}

function conditionsOf(object: KubernetesObject & { status?: { conditions?: readonly Condition[] } }) {
  return object.status?.conditions ?? [];
}
