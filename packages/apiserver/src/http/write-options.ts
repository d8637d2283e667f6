import { isDryRun } from '../registry/dry-run.ts';
import { APPLY_PATCH } from '../registry/patch-object.ts';
import type { WriteOptions } from '../registry/write-options.ts';
import {
  forbiddenValue,
  invalidValue,
  requiredValue,
  tooLong,
  unsupportedValue,
} from '../schema/make-field-error.ts';
import { invalidOptions, type OptionsKind } from '../status/invalid-options.ts';
import { type ApiRequest, header } from './api-request.ts';
import { bodyType } from './request-body.ts';

const MAX_MANAGER_LENGTH = 128;

/**
 * Reads what a request says about how to write: `dryRun`, `fieldManager`, `fieldValidation`.
 *
 * @param warnings receives what the client is to be warned of
 * @throws ApiError 422
 */
export function readWriteOptions(request: ApiRequest, warnings: string[]): WriteOptions {
  const { query } = request;
  return {
    user: request.user,
    authorize: request.authorize,
    dryRun: isDryRun(query.getAll('dryRun'), optionsKind(request)),
    fieldManager: readFieldManager(request),
    force: readForce(request),
    fieldValidation: readFieldValidation(request),
    warn: (message) => {
      if (!warnings.includes(message)) warnings.push(message);
    },
  };
}

/** The rules of meta/v1 PatchOptions: an apply names its manager, and only an apply can be forced. */
function readForce({ query, method, headers }: ApiRequest): boolean {
  const force = query.get('force') === 'true';
  const isApply = method === 'PATCH' && bodyType({ headers }) === APPLY_PATCH;
  if (isApply && (query.get('fieldManager') ?? '') === '') {
    throw invalidOptions('PatchOptions', [requiredValue('fieldManager', 'is required for apply patch')]);
  }
  if (!isApply && query.has('force')) {
    throw invalidOptions('PatchOptions', [
      forbiddenValue('force', 'may not be specified for non-apply patch'),
    ]);
  }
  return force;
}

/** Under which name Kubernetes checks the options of a write. */
function optionsKind({ method }: ApiRequest): OptionsKind {
  if (method === 'POST') return 'CreateOptions';
  return method === 'PUT' ? 'UpdateOptions' : 'PatchOptions';
}

/** Who doesn't name itself is known by the first word of its user agent. */
function readFieldManager(request: ApiRequest): string {
  const manager = request.query.get('fieldManager') ?? '';
  if (manager.length > MAX_MANAGER_LENGTH) {
    throw invalidOptions(optionsKind(request), [tooLong('fieldManager', MAX_MANAGER_LENGTH)]);
  }
  if (/[^\x20-\x7e]/.test(manager)) {
    const why = 'should only contain printable characters';
    throw invalidOptions(optionsKind(request), [invalidValue('fieldManager', manager, why)]);
  }
  if (manager !== '') return manager;
  const agent = (header(request, 'user-agent') ?? '').split('/', 1)[0] ?? '';
  return agent.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_MANAGER_LENGTH) || 'unknown';
}

function readFieldValidation(request: ApiRequest): WriteOptions['fieldValidation'] {
  const text = request.query.get('fieldValidation') ?? '';
  if (text === '') return 'Warn';
  if (text === 'Strict' || text === 'Warn' || text === 'Ignore') return text;
  const supported = ['Ignore', 'Strict', 'Warn'];
  throw invalidOptions(optionsKind(request), [unsupportedValue('fieldValidation', text, supported)]);
}
