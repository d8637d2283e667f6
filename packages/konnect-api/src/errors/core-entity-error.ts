/** The `@type` of every detail of a core-entity error. */
const ERROR_DETAIL_TYPE = 'type.googleapis.com/kong.admin.model.v1.ErrorDetail';

/** The numbers of gRPC's status codes that core-entity errors carry in `code`. */
export const GRPC_CODE = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
} as const;

/** One thing that is wrong: with a field (its dotted path in `field`), with the entity, or with a reference. */
export interface CoreEntityErrorDetail {
  '@type': string;
  type: 'ERROR_TYPE_FIELD' | 'ERROR_TYPE_ENTITY' | 'ERROR_TYPE_REFERENCE';
  field?: string;
  messages: string[];
}

/** The body of an error below `/core-entities/`. */
export interface CoreEntityErrorBody {
  code: number;
  message: string;
  details?: CoreEntityErrorDetail[];
}

/** An error's HTTP status with its body. */
export interface CoreEntityError {
  status: number;
  body: CoreEntityErrorBody;
}

/** A field holds what it may not. `field` is the dotted path, e.g. `healthchecks.active.timeout`. */
export function fieldDetail(field: string, messages: string[]): CoreEntityErrorDetail {
  return { '@type': ERROR_DETAIL_TYPE, type: 'ERROR_TYPE_FIELD', field, messages };
}

/** The entity as a whole is wrong: a required property is missing, or two fields are at odds. */
export function entityDetail(messages: string[]): CoreEntityErrorDetail {
  return { '@type': ERROR_DETAIL_TYPE, type: 'ERROR_TYPE_ENTITY', messages };
}

/** 400: the entity's own content is wrong. */
export function validationError(details: CoreEntityErrorDetail[]): CoreEntityError {
  return { status: 400, body: { code: GRPC_CODE.invalidArgument, message: 'validation error', details } };
}

/** 400: another entity has the value already. `index` is the name of the index, `field` that of the field. */
export function uniqueConstraintError(index: string, field: string, value: string): CoreEntityError {
  return constraintError('unique', index, field, value);
}

/** 400: a reference leads nowhere. `index` is e.g. `upstream_id`, `field` then `upstream.id`. */
export function foreignConstraintError(index: string, field: string, value: string): CoreEntityError {
  return constraintError('foreign', index, field, value);
}

/** 400: the entity can't be deleted because another one refers to it. `referrer` is e.g. `upstream <id>`. */
export function referredConstraintError(
  index: string,
  field: string,
  value: string,
  referrer: string,
): CoreEntityError {
  return constraintError(
    'foreign',
    index,
    field,
    value,
    `${referrer} refers to it; change or delete that first`,
  );
}

/** 412: the entity isn't, or isn't any more, what `If-Match` or `If-None-Match` asks for. */
export function preconditionFailedError(): CoreEntityError {
  return plainCoreEntityError(
    412,
    GRPC_CODE.failedPrecondition,
    'the entity is not what the condition of the request asks for; read it again',
  );
}

function constraintError(
  type: 'unique' | 'foreign',
  index: string,
  field: string,
  value: string,
  reason = '',
): CoreEntityError {
  const messages = [`${index} (type: ${type}) constraint failed for value '${value}': ${reason}`];
  return {
    status: 400,
    body: {
      code: GRPC_CODE.invalidArgument,
      message: 'data constraint error',
      details: [{ '@type': ERROR_DETAIL_TYPE, type: 'ERROR_TYPE_REFERENCE', field, messages }],
    },
  };
}

/** 403: this kind of control plane doesn't take such a call. */
export function usageConstraintError(message: string): CoreEntityError {
  return {
    status: 403,
    body: {
      code: GRPC_CODE.permissionDenied,
      message: 'usage constraint error',
      details: [entityDetail([message])],
    },
  };
}

/** Any other core-entity error, which has nothing to say beyond a sentence. */
export function plainCoreEntityError(status: number, code: number, message: string): CoreEntityError {
  return { status, body: { code, message } };
}

/** The body of a 401 below `/core-entities/`, always sent as `application/json`. */
export const CORE_ENTITY_UNAUTHORIZED_BODY = { message: 'Unauthorized', status: 401 } as const;
