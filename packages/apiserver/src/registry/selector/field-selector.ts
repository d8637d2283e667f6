import type { KubeObject } from '../../kube-object.ts';
import { isObject } from '../../schema/json-object.ts';
import { badRequest } from '../../status/api-error.ts';
import type { StoredEntry } from '../../storage/stored-entry.ts';
import { decodeEntry } from '../codec.ts';
import type { ServedVersion } from '../resource-catalog.ts';
import type { ResourceVersion } from '../resource-version.ts';

/** Whether an entry's fields have the values asked for. */
export interface FieldSelector {
  matches(entry: StoredEntry): boolean;
  /** Whether it looks at more than name and namespace, so that entries have to be readable in its version. */
  readsObject: boolean;
}

/**
 * Reads a field selector: `metadata.name=a,spec.b!=c`. Undefined selects everything. Names and namespaces are
 * compared without reading the object; the kind's own selectable fields are those of an object of the version.
 *
 * @throws ApiError 400 for a field that can't be selected by
 */
export function parseFieldSelector(
  text: string | null,
  { resource, version }: ServedVersion,
): FieldSelector | undefined {
  if (text === null || text.trim() === '') return undefined;
  const terms = text
    .split(',')
    .filter((term) => term !== '')
    .map((term) => parseTerm(text, term, version));
  const matches = (entry: StoredEntry): boolean => {
    let object: KubeObject | undefined;
    return terms.every(({ path, value, negated }) => {
      if (path === 'metadata.name') return (entry.name === value) !== negated;
      if (path === 'metadata.namespace') return (entry.namespace === value) !== negated;
      object ??= decodeEntry(entry, resource, version);
      return (fieldText(object, path) === value) !== negated;
    });
  };
  return { matches, readsObject: terms.some(({ path }) => !placeFields.includes(path)) };
}

/** The fields that any kind can be selected by. */
const placeFields = ['metadata.name', 'metadata.namespace'];

/** The one name that a field selector asks for, when it asks for one: then there is no need to search. */
export function selectedName(text: string | null): string | undefined {
  return /^metadata\.name==?([^,!=\\]+)$/.exec(text ?? '')?.[1];
}

function parseTerm(
  text: string,
  term: string,
  { served, schemaDigest }: ResourceVersion,
): { path: string; value: string; negated: boolean } {
  const match = /^([^!=]+)(==|=|!=)(.*)$/.exec(term);
  if (match === null) {
    throw badRequest(`invalid selector: ${JSON.stringify(text)}; can't understand ${JSON.stringify(term)}`);
  }
  const [, path = '', operator, value = ''] = match;
  const known = [...placeFields, ...served.selectableFields];
  if (!known.includes(path)) throw badRequest(unknownField(path, known, schemaDigest === 0));
  return { path, value: value.replace(/\\([\\,=])/g, '$1'), negated: operator === '!=' };
}

/** In the words of kube-apiserver, which has others for what selects by name and namespace alone. */
function unknownField(path: string, known: readonly string[], isBuiltIn: boolean): string {
  const named = known.map((field) => JSON.stringify(field)).join(', ');
  if (isBuiltIn && known.length === placeFields.length)
    return `${JSON.stringify(path)} is not a known field selector: only ${named}`;
  return `field label not supported: ${path}. Supported here: ${known.join(', ')}.`;
}

/** The value at a path of plain fields, as selectors compare it; absent is empty. */
function fieldText(object: unknown, path: string): string {
  let value = object;
  for (const field of path.split('.')) value = isObject(value) ? value[field] : undefined;
  return value === undefined || value === null ? '' : String(value);
}
