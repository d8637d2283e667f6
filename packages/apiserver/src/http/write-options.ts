import { isDryRun } from '../registry/delete-object.ts';
import { APPLY_PATCH } from '../registry/patch-object.ts';
import type { WriteOptions } from '../registry/registry-context.ts';
import type { FieldError } from '../schema/field-error.ts';
import { forbiddenValue, requiredValue } from '../schema/make-field-error.ts';
import { badRequest, invalid } from '../status/api-error.ts';
import { type ApiRequest, header } from './api-request.ts';
import { bodyType } from './request-body.ts';

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
    user: request.user,
    dryRun: isDryRun(query.getAll('dryRun')),
    fieldManager: readFieldManager(request),
    force: readForce(request),
    fieldValidation: readFieldValidation(query.get('fieldValidation') ?? ''),
    warn: (message) => warnings.push(message),
  };
}

/** The rules of meta/v1 PatchOptions: an apply names its manager, and only an apply can be forced. */
function readForce({ query, method, headers }: ApiRequest): boolean {
  const force = query.get('force') === 'true';
  const isApply = method === 'PATCH' && bodyType({ headers }) === APPLY_PATCH;
  if (isApply && (query.get('fieldManager') ?? '') === '') {
    throw invalidOptions(requiredValue('fieldManager', 'is required for apply patch'));
  }
  if (!isApply && query.has('force')) {
    throw invalidOptions(forbiddenValue('force', 'may not be specified for non-apply patch'));
  }
  return force;
}

function invalidOptions(error: FieldError): Error {
  return invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error]);
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
