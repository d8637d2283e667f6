import type { FieldError } from '../schema/field-error.ts';
import { formatFieldErrors, toStatusCauses } from '../schema/format-field-errors.ts';
import type { Status, StatusDetails } from './status.ts';

/** Names what a request was about, in errors: `kongtargets.configuration.konghq.com "a"`. */
export interface ResourceName {
  group: string;
  /** The plural. */
  resource: string;
}

/**
 * A refusal as Kubernetes clients know it: reasons, codes and sentences are those of apimachinery's
 * `api/errors`, because kubectl and client-go tell outcomes apart by them.
 */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: Status;

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

/** 400: the request makes no sense as it is. */
export function badRequest(message: string, options?: ErrorOptions): ApiError {
  return new ApiError(400, 'BadRequest', message, undefined, options);
}

/** 401: nobody that this server knows. */
export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

/** 403 for an object, or for a collection when `name` is empty: `why` says which rule forbids it. */
export function forbidden(
  of: ResourceName,
  name: string,
  why: string,
  details: StatusDetails = {},
): ApiError {
  const what = name === '' ? qualified(of) : `${qualified(of)} "${name}"`;
  const message = `${what} is forbidden: ${why}`;
  return new ApiError(403, 'Forbidden', message, { ...about(of, name || undefined), ...details });
}

/** 403 for a path that leads to no resource. */
export function forbiddenPath(why: string): ApiError {
  return new ApiError(403, 'Forbidden', `forbidden: ${why}`, {});
}

/** 404: no such object. */
export function notFound(of: ResourceName, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualified(of)} "${name}" not found`, about(of, name));
}

/** 404: no such path or resource. */
export function unknownPath(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 405: the resource exists and doesn't have this verb. */
export function methodNotAllowed(of: ResourceName, verb: string): ApiError {
  const message = `${verb} is not supported on resources of kind "${qualified(of)}"`;
  return new ApiError(405, 'MethodNotAllowed', message, about(of));
}

/** 406: the client accepts nothing that this server can write. */
export function notAcceptable(accepted: readonly string[]): ApiError {
  return new ApiError(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${accepted.join(', ')}`,
  );
}

/** 409: an object of this name is there already. */
export function alreadyExists(of: ResourceName, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualified(of)} "${name}" already exists`, about(of, name));
}

/** 409: the object is not in the state that the request was made for. */
export function conflict(of: ResourceName, name: string, why: string, details: StatusDetails = {}): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(of)} "${name}": ${why}`;
  return new ApiError(409, 'Conflict', message, { ...about(of, name), ...details });
}

/** 409 of a stale `resourceVersion`, in the words by which people know it. */
export function modifiedMeanwhile(of: ResourceName, name: string): ApiError {
  return conflict(
    of,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

/** 410: the history back to that revision is gone. `continueToken` goes on with what is there now. */
export function expired(message: string, continueToken?: string): ApiError {
  const error = new ApiError(410, 'Expired', message);
  if (continueToken !== undefined) error.status.metadata.continue = continueToken;
  return error;
}

/** 413: the body is longer than this server takes. */
export function bodyTooLarge(limitBytes: number): ApiError {
  const message = `Request entity too large: limit is ${limitBytes}`;
  return new ApiError(413, 'RequestEntityTooLarge', message);
}

/** 400: a body in which more is nested than the server goes into. */
export function nestedTooDeeply(maxLevels: number, options?: ErrorOptions): ApiError {
  return badRequest(`the body of the request is nested more than ${maxLevels} levels deep`, options);
}

/** 408: a body that comes too slowly. */
export function bodyTooSlow(seconds: number): ApiError {
  const message = `the body of the request was not complete after ${seconds} seconds`;
  return new ApiError(408, 'Timeout', message);
}

/** 414: an address that no client needs. */
export function urlTooLong(limitBytes: number): ApiError {
  return new ApiError(414, 'BadRequest', `the URL of the request is longer than ${limitBytes} bytes`);
}

/** 429: more requests than the server takes on at once. */
export function tooManyRequests(retryAfterSeconds: number): ApiError {
  const message = 'The server has received too many requests, please try again later';
  return new ApiError(429, 'TooManyRequests', message, { retryAfterSeconds });
}

/** 415: a body of a type that this endpoint doesn't read. */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const types = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${types}`;
  return new ApiError(415, 'UnsupportedMediaType', message);
}

/** 422: the object breaks rules; each one is a cause. */
export function invalid(
  of: { group: string; kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const qualifiedKind = of.group === '' ? of.kind : `${of.kind}.${of.group}`;
  return new ApiError(422, 'Invalid', `${qualifiedKind} "${name}" is invalid: ${formatFieldErrors(errors)}`, {
    ...(name === '' ? {} : { name }),
    ...(of.group === '' ? {} : { group: of.group }),
    kind: of.kind,
    causes: toStatusCauses(errors),
  });
}

/** 500: a fault of this server. The cause goes to its log, not to the client. */
export function internalError(cause: unknown): ApiError {
  const message = 'Internal error occurred: see the log of the API server';
  return new ApiError(500, 'InternalError', message, undefined, { cause });
}

/** 504: the client asks for a revision that this server has not reached. */
export function revisionTooLarge(requested: number, current: number): ApiError {
  const message = `Too large resource version: ${requested}, current: ${current}`;
  return new ApiError(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

function qualified({ group, resource }: ResourceName): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function about({ group, resource }: ResourceName, name?: string): StatusDetails {
  return {
    ...(name === undefined ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  };
}
