/** One parameter that is wrong: `field` is its dotted path, `reason` says why. */
export interface InvalidParameter {
  field: string;
  reason: string;
  rule?: string;
  source?: string;
  minimum?: number;
  maximum?: number;
  choices?: unknown[];
}

/**
 * The body of an error outside `/core-entities/`, sent as `application/problem+json` (RFC 9457). `instance` is
 * `kong:trace:<digits>` and differs on every answer.
 */
export interface ProblemDocument {
  status: number;
  title: string;
  instance: string;
  detail: string;
  type?: string;
  invalid_parameters?: InvalidParameter[];
}

/** The media type of a problem document. */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** A problem document for an HTTP status. `trace` is a number of digits that the server's log has, too. */
export function problem(status: number, trace: string, detail: string): ProblemDocument {
  return { status, title: TITLES[status] ?? 'Error', instance: `kong:trace:${trace}`, detail };
}

/** The problem document of a 400 that names what is wrong. */
export function invalidParametersProblem(
  trace: string,
  invalidParameters: InvalidParameter[],
): ProblemDocument {
  return { ...problem(400, trace, 'Invalid Parameters'), invalid_parameters: invalidParameters };
}
