import type { User } from '../auth/user.ts';
import { isObject, type UnknownObject } from '../schema/json-object.ts';
import { invalidValue, unsupportedValue } from '../schema/make-field-error.ts';
import { badRequest } from '../status/api-error.ts';
import { invalidOptions } from '../status/invalid-options.ts';
import { isDryRun } from './dry-run.ts';

/** What becomes of the objects that the deleted one owns (meta/v1 DeletionPropagation). */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** How an object is to be deleted (meta/v1 DeleteOptions), checked. */
export interface DeleteOptions {
  /** Who deletes. */
  user: User;
  /** Collects what the client is to be warned of. */
  warn(message: string): void;
  /** Nobody reads the object that is answered, so it is left in the version that it is stored in. */
  ignoresAnswer?: boolean;
  dryRun: boolean;
  propagation: Propagation | undefined;
  uid: string | undefined;
  resourceVersion: string | undefined;
}

type Requested = Omit<DeleteOptions, 'user' | 'warn'>;

/** The fields of meta/v1 DeleteOptions that are read here, and what they have to be. */
const fieldTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  kind: (value) => value === 'DeleteOptions' || value === '',
  apiVersion: (value) => typeof value === 'string',
  gracePeriodSeconds: (value) => Number.isInteger(value),
  orphanDependents: (value) => typeof value === 'boolean',
  propagationPolicy: (value) => typeof value === 'string',
  dryRun: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  preconditions: isObject,
};

/**
 * Reads the body of a DELETE, and the query's `propagationPolicy`, `orphanDependents` and `dryRun`, which count where
 * it is silent. A field of another type is refused: `dryRun: "All"` must not delete anything.
 *
 * @throws ApiError 400 for a body that is no DeleteOptions, 422 for options that there aren't
 */
export function readDeleteOptions(body: unknown, query: URLSearchParams): Requested {
  const options = body ?? {};
  if (!isObject(options)) throw badRequest('the body of the request has to be DeleteOptions');
  checkTypes(options);
  const preconditions = isObject(options['preconditions']) ? options['preconditions'] : {};
  const orphan = options['orphanDependents'] ?? readFlag(query.get('orphanDependents'));
  const policy = options['propagationPolicy'] ?? query.get('propagationPolicy');
  if (orphan !== undefined && typeof policy === 'string') {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    throw invalidOptions('DeleteOptions', [invalidValue('propagationPolicy', policy, why)]);
  }
  const dryRun = (options['dryRun'] as string[] | undefined) ?? query.getAll('dryRun');
  return {
    dryRun: isDryRun(dryRun, 'DeleteOptions'),
    propagation: readPropagation(policy) ?? legacyPropagation(orphan),
    uid: precondition(preconditions, 'uid'),
    resourceVersion: precondition(preconditions, 'resourceVersion'),
  };
}

function checkTypes(options: UnknownObject): void {
  for (const [field, isRight] of Object.entries(fieldTypes)) {
    const value = options[field];
    if (value === undefined || value === null || isRight(value)) continue;
    throw badRequest(`DeleteOptions.${field} can't be ${JSON.stringify(value)}`);
  }
}

function precondition(preconditions: UnknownObject, field: string): string | undefined {
  const value = preconditions[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw badRequest(`DeleteOptions.preconditions.${field} has to be a string`);
}

/** `orphanDependents` is what clients sent before there was a policy. */
function legacyPropagation(orphanDependents: unknown): Propagation | undefined {
  if (orphanDependents === true) return 'Orphan';
  return orphanDependents === false ? 'Background' : undefined;
}

function readFlag(text: string | null): boolean | undefined {
  return text === null ? undefined : text !== 'false' && text !== '0';
}

function readPropagation(policy: unknown): Propagation | undefined {
  if (policy === undefined || policy === null || policy === '') return undefined;
  if (policy === 'Background' || policy === 'Foreground' || policy === 'Orphan') return policy;
  const supported = ['Foreground', 'Background', 'Orphan', 'nil'];
  throw invalidOptions('DeleteOptions', [unsupportedValue('propagationPolicy', policy, supported)]);
}
