import { GRPC_CODE } from './core-entity-error.ts';
import { KonnectApiError, type KonnectErrorKind, type KonnectFieldError } from './konnect-api-error.ts';

/** An answer that isn't a success. `body` is the parsed JSON, or undefined where it isn't JSON. */
export interface RefusedAnswer {
  status: number;
  body: unknown;
  retryAfter: string | undefined;
}

/**
 * Understands a refusal of either style, core entity or problem document. This is the only place that looks into
 * the text of a message: the contract has no other sign for "unique" and "foreign".
 */
export function apiErrorFromAnswer(answer: RefusedAnswer): KonnectApiError {
  const { status } = answer;
  const body = isRecord(answer.body) ? answer.body : {};
  const code = typeof body.code === 'number' ? body.code : undefined;
  const said = text(body.message) ?? text(body.detail) ?? text(body.title);
  const fields = Array.isArray(body.details)
    ? coreFields(body.details)
    : problemFields(body.invalid_parameters);
  const kind = kindOf(status, code, said, fields);
  const field = fields.find((candidate) => candidate.field !== '')?.field;
  return new KonnectApiError({
    status,
    kind,
    code,
    fields,
    message: sentence(status, said, fields),
    uniqueField: kind === 'unique' ? (field ?? (status === 409 ? 'name' : undefined)) : undefined,
    foreignField: kind === 'foreign' ? field : undefined,
    retryAfterMs: retryAfterMs(answer.retryAfter),
  });
}

function kindOf(
  status: number,
  code: number | undefined,
  said: string | undefined,
  fields: KonnectFieldError[],
): KonnectErrorKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 409:
      return 'unique';
    case 429:
      return 'rate-limited';
  }
  if (status >= 500) {
    return 'server';
  }
  if (status < 400) {
    return 'unexpected';
  }
  const messages = [said ?? '', ...fields.flatMap((field) => field.messages)];
  if (messages.some((message) => message.includes('(type: foreign) constraint failed'))) {
    return 'foreign';
  }
  const unique = messages.some((message) => message.includes('(type: unique) constraint failed'));
  if (unique || said === 'data constraint error' || code === GRPC_CODE.alreadyExists) {
    return 'unique';
  }
  return 'validation';
}

function coreFields(details: unknown[]): KonnectFieldError[] {
  return details.filter(isRecord).map((detail) => ({
    field: text(detail.field) ?? '',
    messages: Array.isArray(detail.messages)
      ? detail.messages.filter((message) => typeof message === 'string')
      : [],
  }));
}

function problemFields(invalidParameters: unknown): KonnectFieldError[] {
  if (!Array.isArray(invalidParameters)) {
    return [];
  }
  return invalidParameters.filter(isRecord).map((parameter) => ({
    field: text(parameter.field) ?? '',
    messages: [text(parameter.reason) ?? 'is invalid'],
  }));
}

/** The API's words in one line: what it says as a whole, then what it says about each field. */
function sentence(status: number, said: string | undefined, fields: KonnectFieldError[]): string {
  const about = fields.map(({ field, messages }) => {
    const words = messages.map((message) => message.replace(/[:\s]+$/, '')).join(', ');
    return field === '' ? words : `${field}: ${words}`;
  });
  const whole = said ?? `the API answered ${status} without a reason`;
  return about.length === 0 ? whole : `${whole}: ${about.join('; ')}`;
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const seconds = Number(value);
  if (value.trim() !== '' && Number.isFinite(seconds)) {
    return Math.max(0, seconds * 1000);
  }
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
