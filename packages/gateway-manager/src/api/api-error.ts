/** What is wrong with one field of what was sent. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** The control plane refused a request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly fields: readonly FieldProblem[];

  constructor(status: number, message: string, fields: readonly FieldProblem[]) {
    super(message);
    this.status = status;
    this.fields = fields;
  }

  /**
   * Reads the error body of any of the API's styles: problem documents (`detail`, `invalid_parameters`) and those of
   * core entities (`message`, `details`). A body that is neither gives the status line.
   */
  static async from(response: Response): Promise<ApiError> {
    const body = parseObject(await response.text());
    const fields = [
      ...list(body['invalid_parameters']).map(({ field, reason }) => ({
        field: text(field),
        message: text(reason),
      })),
      ...list(body['details']).map(({ field, messages }) => ({
        field: text(field),
        message: Array.isArray(messages) ? messages.join(', ') : '',
      })),
    ];
    const summary = text(body['detail']) || text(body['message']) || text(body['title']);
    return new ApiError(response.status, summary || `${response.status} ${response.statusText}`, fields);
  }
}

/** The control plane didn't answer: it is down, or the network is. */
export class ApiUnreachableError extends Error {
  override readonly name = 'ApiUnreachableError';
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
