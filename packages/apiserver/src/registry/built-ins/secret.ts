import type { KubeObject } from '../../kube-object.ts';
import { setOwn } from '../../patch/own-field.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import { invalidValue, requiredValue, tooLong, typeInvalid } from '../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import { builtIn } from './built-in.ts';
import { immutableErrors } from './config-map.ts';
import { dataKeyErrors } from './data-key.ts';
import { isBase64 } from './is-base64.ts';

/** The type of Secrets that hold a token of a ServiceAccount, and the annotations that say of which one. */
export const SERVICE_ACCOUNT_TOKEN = 'kubernetes.io/service-account-token';
export const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
export const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

/** The most that the values of one Secret may hold together, decoded. */
const MAX_DATA_BYTES = 1024 * 1024;

/** Keys that a Secret of a type has to have (core/v1 SecretType). */
const requiredKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
]);

/** Keys whose values have to be JSON, by type. */
const jsonKeys: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/dockercfg', '.dockercfg'],
  ['kubernetes.io/dockerconfigjson', '.dockerconfigjson'],
]);

/** Secrets. No message about one ever quotes what it holds. */
export const secret = builtIn({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  selectableFields: ['type'],
  columns: [
    nameColumn,
    column('Type', 'string', 'Used to facilitate programmatic handling of secret data.', (object) =>
      String(object['type'] ?? ''),
    ),
    column(
      'Data',
      'string',
      'Data contains the secret data.',
      (object) => Object.keys(dataOf(object)).length,
    ),
    ageColumn,
  ],
  strategy: {
    prepareForCreate: (object) => {
      object['type'] ||= 'Opaque';
      mergeStringData(object);
    },
    prepareForUpdate: (object, existing) => {
      object['type'] ||= existing['type'];
      mergeStringData(object);
    },
    // Values are checked below, without being quoted.
    redactSchemaError: (error) => (error.field.startsWith('data.') ? undefined : error),
    validate: (object, existing) => [
      ...dataErrors(object),
      ...typeErrors(object, existing),
      ...(existing === undefined ? [] : immutableErrors(object, existing, ['data'])),
    ],
  },
});

/** `stringData` is only written: its values go into `data`, in base64, and win over what is there. */
function mergeStringData(object: KubeObject): void {
  const { stringData } = object;
  delete object['stringData'];
  if (!isObject(stringData)) return;
  const data = { ...dataOf(object) };
  for (const key of Object.keys(stringData)) {
    setOwn(data, key, Buffer.from(String(stringData[key])).toString('base64'));
  }
  object['data'] = data;
}

function dataErrors(object: KubeObject): FieldError[] {
  const data = dataOf(object);
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key of Object.keys(data)) {
    for (const why of dataKeyErrors(key)) errors.push(invalidValue(`data[${key}]`, key, why));
    const value = data[key];
    if (!isBase64(value)) {
      const why = 'must be base64, or be given under stringData';
      errors.push(typeInvalid(`data[${key}]`, '<redacted>', why));
    } else bytes += Buffer.byteLength(value, 'base64');
  }
  if (bytes > MAX_DATA_BYTES) errors.push(tooLong('data', MAX_DATA_BYTES));
  return errors;
}

function typeErrors(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  const type = String(object['type']);
  const errors: FieldError[] = [];
  if (existing !== undefined && existing['type'] !== type) {
    errors.push(invalidValue('type', type, 'field is immutable'));
  }
  const data = dataOf(object);
  for (const key of requiredKeys.get(type) ?? [])
    if (!(key in data)) errors.push(requiredValue(`data[${key}]`));
  const json = jsonKeys.get(type);
  if (json !== undefined && json in data && !isJsonObject(data[json])) {
    errors.push(invalidValue(`data[${json}]`, '<secret contents redacted>', 'must be a JSON object'));
  }
  if (type === 'kubernetes.io/basic-auth' && !('username' in data) && !('password' in data)) {
    errors.push(requiredValue('data[username]'), requiredValue('data[password]'));
  }
  if (type === SERVICE_ACCOUNT_TOKEN && !object.metadata.annotations?.[ACCOUNT_NAME]) {
    errors.push(requiredValue(`metadata.annotations[${ACCOUNT_NAME}]`));
  }
  return errors;
}

/** @param value in base64 */
function isJsonObject(value: unknown): boolean {
  try {
    return isObject(JSON.parse(Buffer.from(String(value), 'base64').toString()));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function dataOf({ data }: KubeObject): Record<string, unknown> {
  return isObject(data) ? data : {};
}
