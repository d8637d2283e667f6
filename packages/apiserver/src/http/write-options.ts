import { isDryRun } from '../registry/delete-object.ts';
import type { WriteOptions } from '../registry/registry-context.ts';
import { badRequest } from '../status/api-error.ts';
import { type ApiRequest, header } from './api-request.ts';

const MAX_MANAGER_LENGTH = 128;

/**
 * Reads what a request says about how to write: `dryRun`, `fieldManager`, `fieldValidation`.
 *
 * @param warnings receives what the client is to be warned of
 * @throws ApiError 400
 */
export function readWriteOptions(request: ApiRequest, warnings: string[]): WriteOptions {
  const { query } = request;
  return {
    dryRun: isDryRun(query.getAll('dryRun')),
    fieldManager: readFieldManager(request),
    fieldValidation: readFieldValidation(query.get('fieldValidation') ?? ''),
    warn: (message) => warnings.push(message),
  };
}

/** Who doesn't name itself is known by the first word of its user agent. */
function readFieldManager(request: ApiRequest): string {
  const manager = request.query.get('fieldManager') ?? '';
  if (manager.length > MAX_MANAGER_LENGTH) {
    throw badRequest(`fieldManager: Too long: may not be more than ${MAX_MANAGER_LENGTH} bytes`);
  }
  if (/[^\x20-\x7e]/.test(manager)) {
    throw badRequest('fieldManager: Invalid value: it should only contain printable characters');
  }
  if (manager !== '') return manager;
  const agent = (header(request, 'user-agent') ?? '').split('/', 1)[0] ?? '';
  return agent.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_MANAGER_LENGTH) || 'unknown';
}

function readFieldValidation(text: string): WriteOptions['fieldValidation'] {
  if (text === '') return 'Warn';
  if (text === 'Strict' || text === 'Warn' || text === 'Ignore') return text;
  throw badRequest(
    `fieldValidation: Unsupported value: ${JSON.stringify(text)}: supported values: "Ignore", "Strict", "Warn"`,
  );
}
