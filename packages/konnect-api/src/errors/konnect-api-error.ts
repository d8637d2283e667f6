/** What kind of refusal an answer is; what a caller does next depends on this alone. */
export type KonnectErrorKind =
  /** The entity's own content is wrong: no retry until it changes. */
  | 'validation'
  /** A value that must be unique is taken (400 on core entities, 409 on control planes). */
  | 'unique'
  /** A reference leads nowhere. */
  | 'foreign'
  /** 401: the token isn't known. */
  | 'unauthorized'
  /** 403: the token, or the kind of control plane, doesn't allow it. */
  | 'forbidden'
  /** 404. */
  | 'not-found'
  /** 429. */
  | 'rate-limited'
  /** Any 5xx, and what something before the API answered in its place: a redirect, an ingress's own 404. */
  | 'server';

/** What is wrong with one field; `field` is its dotted path and empty where the entity as a whole is meant. */
export interface KonnectFieldError {
  field: string;
  messages: string[];
}

/** What a `KonnectApiError` is made of. */
export interface KonnectApiErrorProperties {
  status: number;
  kind: KonnectErrorKind;
  message: string;
  code?: number | undefined;
  fields?: KonnectFieldError[] | undefined;
  uniqueField?: string | undefined;
  foreignField?: string | undefined;
  retryAfterMs?: number | undefined;
}

/**
 * The API's refusal of a call. `message` holds the API's own words and nothing that changes from try to try (no
 * trace id, no time); it never holds the token.
 */
export class KonnectApiError extends Error {
  override readonly name = 'KonnectApiError';
  /** The HTTP status. */
  readonly status: number;
  readonly kind: KonnectErrorKind;
  /** The gRPC code of a core-entity error. */
  readonly code: number | undefined;
  /** What the API says about single fields; empty where it says nothing. */
  readonly fields: readonly KonnectFieldError[];
  /** With kind `unique`: the field whose value is taken, where the API names it. */
  readonly uniqueField: string | undefined;
  /** With kind `foreign`: the field whose reference leads nowhere, e.g. `upstream.id`. */
  readonly foreignField: string | undefined;
  /** From `Retry-After`, where the answer had one. */
  readonly retryAfterMs: number | undefined;

  constructor(properties: KonnectApiErrorProperties) {
    super(properties.message);
    this.status = properties.status;
    this.kind = properties.kind;
    this.code = properties.code;
    this.fields = properties.fields ?? [];
    this.uniqueField = properties.uniqueField;
    this.foreignField = properties.foreignField;
    this.retryAfterMs = properties.retryAfterMs;
  }
}
