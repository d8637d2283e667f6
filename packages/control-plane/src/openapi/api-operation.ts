import type { TSchema } from 'typebox';

/** An operation of the API as it is documented. */
export interface ApiOperation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With placeholders in braces. */
  path: string;
  /** The chapter of the reference. */
  tag: string;
  /** A sentence. */
  summary: string;
  /** What may stand in the query string. */
  query?: readonly ApiParameter[];
  body?: TSchema;
  /** The status when all is well; 501 of what is only there to say that it isn't served. */
  status: 200 | 201 | 204 | 302 | 501;
  /** What is answered then. */
  answer?: TSchema;
  /** The type of an answer that isn't JSON. */
  answerType?: string;
  /** In which of the API's styles errors are answered. */
  errors: ErrorStyle;
  /** Statuses of errors that this operation has beside those that all have. */
  errorStatuses?: readonly number[];
  /** Whether the answer has an entity tag, and `If-None-Match`, or `If-Match` for a write, is heeded. */
  conditional?: boolean;
  /** Whether an `Idempotency-Key` is heeded. */
  idempotent?: boolean;
  /** Whether it needs neither token nor session. */
  open?: boolean;
}

/** `core`: code, message and details, as core entities have them. `problem`: a problem document (RFC 9457). */
export type ErrorStyle = 'core' | 'problem';

/** A parameter of a query string. */
export interface ApiParameter {
  name: string;
  description: string;
  type?: 'string' | 'integer' | 'boolean';
}
