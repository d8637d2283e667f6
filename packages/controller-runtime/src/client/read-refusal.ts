import type { IncomingHttpHeaders } from 'node:http';
import { KubernetesApiError, type StatusDetails } from './kubernetes-api-error.ts';

interface Status {
  readonly kind?: unknown;
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly details?: StatusDetails;
}

/**
 * Reasons that the API conventions give to a bare HTTP status; for answers of proxies, which send no `Status`. 404 isn't among
 * them: an ingress without a backend says it, too, and only a `Status` says that there is no such object.
 */
const reasonByStatus: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Gone',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** How much of an answer that isn't a `Status` goes into a message; a proxy's HTML page helps nobody whole. */
const maxQuotedLength = 200;

/** Turns an answer of 400 and above into the error that callers see. `call` names it: `GET /api/v1/secrets`. */
export function readRefusal(
  call: string,
  httpStatus: number,
  headers: IncomingHttpHeaders,
  body: string,
): KubernetesApiError {
  const status = parseStatus(body);
  const retryAfterMs = retryAfter(headers, status?.details);
  if (status !== undefined) return refusalOfStatus(call, httpStatus, status, retryAfterMs);
  const quoted = body.trim().slice(0, maxQuotedLength);
  return new KubernetesApiError({
    status: httpStatus,
    reason: reasonByStatus[httpStatus] ?? 'Unknown',
    message: `${call} answered ${httpStatus}${quoted === '' ? '' : `: ${quoted}`}`,
    retryAfterMs,
  });
}

/** The error of a `Status` that came inside a watch, where the HTTP status was 200 long ago. */
export function readWatchRefusal(call: string, object: unknown): KubernetesApiError {
  const status: Status = isRecord(object) ? object : {};
  const code = typeof status.code === 'number' ? status.code : 500;
  return refusalOfStatus(call, code, status, undefined);
}

function refusalOfStatus(call: string, code: number, status: Status, retryAfterMs: number | undefined) {
  return new KubernetesApiError({
    status: code,
    reason:
      typeof status.reason === 'string' && status.reason !== ''
        ? status.reason
        : (reasonByStatus[code] ?? 'Unknown'),
    message: typeof status.message === 'string' ? status.message : `${call} answered ${code}`,
    details: isRecord(status.details) ? status.details : undefined,
    retryAfterMs,
  });
}

function parseStatus(body: string): Status | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) && parsed['kind'] === 'Status' ? parsed : undefined;
  } catch {
    // Not JSON after all: the caller quotes it as it is.
    return undefined;
  }
}

function retryAfter(headers: IncomingHttpHeaders, details: StatusDetails | undefined): number | undefined {
  const seconds = Number(headers['retry-after'] ?? details?.retryAfterSeconds);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
