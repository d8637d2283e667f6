import { GRPC_CODE } from './core-entity-error.ts';
import { KonnectApiError, type KonnectErrorKind, type KonnectFieldError } from './konnect-api-error.ts';

/** An answer that isn't a success. `body` is the parsed JSON, or undefined where it isn't JSON. */
export interface RefusedAnswer {
  status: number;
  body: unknown;
  retryAfter: string | undefined;
  /** When the server says that it answered (RFC 9110, section 6.6.1). */
  date?: string | undefined;
}

/**
 * Understands a refusal of either style, core entity or problem document. This is the only place that looks into
 * the text of a message: the contract has no other sign for "unique" and "foreign".
 *
 * An answer may come from what stands before the API: an ingress without a backend says 404, too, and a portal redirects.
 * That says nothing about the entity, and counts as a failure of the server. A token that is refused (401, 403) and a limit
 * (429) are believed whoever says so.
 */
export function apiErrorFromAnswer(answer: RefusedAnswer): KonnectApiError {
  const { status } = answer;
  const body = isRecord(answer.body) ? answer.body : {};
  const code = typeof body.code === 'number' ? body.code : undefined;
  const said = text(body.message) ?? text(body.detail) ?? text(body.title);
  const fields = Array.isArray(body.details)
    ? coreFields(body.details)
    : problemFields(body.invalid_parameters);
  const isFromApi = status === 404 ? isMissing(body) : said !== undefined && !passing.has(status);
  const kind = kindOf(status, code, said, fields, isFromApi);
  const field = fields.find((candidate) => candidate.field !== '')?.field;
  return new KonnectApiError({
    status,
    kind,
    code,
    fields,
    message: kind === 'server' && status < 500 ? unexpected(said) : sentence(status, said, fields),
    uniqueField: kind === 'unique' ? (field ?? (status === 409 ? 'name' : undefined)) : undefined,
    foreignField: kind === 'foreign' ? field : undefined,
    retryAfterMs: retryAfterMs(answer),
  });
}

/** What 4xx statuses are about the way to the API, and are worth another try (RFC 9110, section 15.5; RFC 8470). */
const passing = new Set([408, 421, 425]);

/** Whether a 404 is the API's own: a core-entity error (`code`) or a problem document (`status`). Its words may be empty. */
function isMissing({ code, status }: Record<string, unknown>): boolean {
  return typeof code === 'number' || typeof status === 'number';
}

function kindOf(
  status: number,
  code: number | undefined,
  said: string | undefined,
  fields: KonnectFieldError[],
  isFromApi: boolean,
): KonnectErrorKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 429:
      return 'rate-limited';
  }
  if (status < 400 || status >= 500 || !isFromApi) {
    return 'server';
  }
  switch (status) {
    case 404:
      return 'not-found';
    case 409:
      return 'unique';
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

/** Where the API should have answered, and something else did. */
function unexpected(said: string | undefined): string {
  const words = said === undefined ? '' : ` (${said})`;
  return `this is no answer of the API${words}; perhaps a proxy or an ingress before it answered in its place`;
}

/**
 * `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). The date is by the server's clock, which the
 * answer's own `Date` shows.
 */
function retryAfterMs({ retryAfter, date }: RefusedAnswer): number | undefined {
  if (retryAfter === undefined) {
    return undefined;
  }
  if (/^\s*\d+(\.\d+)?\s*$/.test(retryAfter)) {
    return Number(retryAfter) * 1000;
  }
  const until = Date.parse(retryAfter);
  const answeredAt = Date.parse(date ?? '');
  const now = Number.isNaN(answeredAt) ? Date.now() : answeredAt;
  return /[a-z]/i.test(retryAfter) && !Number.isNaN(until) ? Math.max(0, until - now) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
