const DETAIL_TYPE = 'type.googleapis.com/kong.admin.model.v1.ErrorDetail';

/** The detail of a 400 that names a field. A message may be one of Vitest's matchers. */
export function field(name: string, ...messages: unknown[]): object {
  return { '@type': DETAIL_TYPE, type: 'ERROR_TYPE_FIELD', field: name, messages };
}

/** The detail of a 400 about the entity as a whole. */
export function entity(...messages: string[]): object {
  return { '@type': DETAIL_TYPE, type: 'ERROR_TYPE_ENTITY', messages };
}

/** The detail of a 400 about a value that is taken or a reference that leads nowhere. */
export function reference(name: string, message: string): object {
  return { '@type': DETAIL_TYPE, type: 'ERROR_TYPE_REFERENCE', field: name, messages: [message] };
}

/** The body of a 400 about the entity's content. */
export function validationError(...details: object[]): object {
  return { code: 3, message: 'validation error', details };
}

/** The body of a 400 about a value that is taken or a reference that leads nowhere. */
export function constraintError(detail: object): object {
  return { code: 3, message: 'data constraint error', details: [detail] };
}
