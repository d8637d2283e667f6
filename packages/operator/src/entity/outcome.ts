import type { KonnectApiError } from '@sluice/konnect-api';
import type { CallFailure } from '../konnect/konnect-server.ts';
import type { JudgedCondition } from '../status/judged-condition.ts';
import type { ShownEntity } from './shown-entity.ts';

/** An entity that is there; `shown` is what the API just answered, if it was asked. */
export interface Made {
  readonly id: string;
  readonly shown?: ShownEntity | undefined;
}

/** What was found out beside the entity itself: about its adoption, its mirror, its members. */
interface Judged {
  readonly conditions?: readonly JudgedCondition[] | undefined;
}

/** What making an entity as wanted came to. */
export type Outcome =
  /** The entity is as wanted. */
  | ({ readonly kind: 'in-sync' } & Made & Judged)
  /** The entity's own content was refused: nothing to try until something changes. */
  | ({
      readonly kind: 'refused';
      readonly reason: string;
      readonly message: string;
      /** Worth another try after so many milliseconds, though nothing that anybody sees may change. */
      readonly retryAfterMs?: number | undefined;
      /** The entity is there, though not all that belongs to it. */
      readonly made?: Made | undefined;
    } & Judged)
  /** The server can't do it now. */
  | ({
      readonly kind: 'unavailable';
      readonly reason: string;
      readonly message: string;
      readonly made?: Made | undefined;
    } & Judged)
  /** The API doesn't know the token: the auth configuration has to be checked again. */
  | { readonly kind: 'token-refused' }
  /** A parent that the cluster believes in isn't there: it has to be looked at again. */
  | {
      readonly kind: 'parent-gone';
      readonly parent: 'controlPlane' | 'upstream';
      readonly reason: string;
      readonly message: string;
    }
  /** Whether the entity is as wanted isn't known before the first look at the control plane's collections. */
  | { readonly kind: 'unscanned' };

/** The outcome that the entity's own content was refused. */
export type Refusal = Outcome & { readonly kind: 'refused' };

/** What a call was for: refusals are told apart by it. */
export type Operation = 'Create' | 'Update' | 'Adopt';

/** What a failed call means for the entity that it was made for. */
export function outcomeOf(failure: CallFailure, operation: Operation, noun: string): Outcome {
  if (failure.kind === 'unavailable') {
    const reason = failure.answered ? `FailedTo${operation}` : 'KonnectAPIOpFailed';
    return { kind: 'unavailable', reason, message: failure.message };
  }
  const { error } = failure;
  if (error.kind === 'unauthorized') return { kind: 'token-refused' };
  const said = {
    reason: `FailedTo${operation}`,
    message: `the control plane refused to ${operation.toLowerCase()} the ${noun}: ${error.message}`,
  };
  // What a PUT doesn't find is the control plane in its path: the entity itself it would create.
  if (error.kind === 'not-found') return { kind: 'parent-gone', parent: 'controlPlane', ...said };
  if (isAboutUpstream(error)) return { kind: 'parent-gone', parent: 'upstream', ...said };
  return { kind: 'refused', ...said };
}

/** A foreign-key error on the parent that the path names is no fault of the entity. */
function isAboutUpstream(error: KonnectApiError): boolean {
  return error.kind === 'foreign' && error.foreignField === 'upstream.id';
}
