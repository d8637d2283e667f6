import { jsonEqual } from '../schema/json-equal.ts';
import { isObject, type UnknownObject } from '../schema/json-object.ts';
import { setOwn } from './own-field.ts';
import { inapplicablePatch, malformedPatch, type PatchResult, tooLarge } from './patch-result.ts';

/** kube-apiserver takes no more operations than that in one patch. */
const maxOperations = 10_000;

/** How many bytes of JSON a patch may copy: a few dozen copies of copies would otherwise fill the memory. */
const maxCopiedBytes = 3 * 1024 * 1024;

interface Operation {
  op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  path: string;
  from?: string;
  value?: unknown;
}

/**
 * Applies a JSON patch (RFC 6902): all operations or none.
 *
 * `target` is never changed: the objects on the way to a changed place are copied, everything beside it is
 * shared. The patch's values become part of the result, so neither may be changed afterwards.
 */
export function applyJsonPatch(target: unknown, patch: unknown): PatchResult {
  if (!Array.isArray(patch))
    return malformedPatch('error decoding patch: a JSON patch is a list of operations');
  if (patch.length > maxOperations) {
    return tooLarge(
      `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`,
    );
  }
  let document = target;
  let copiedBytes = 0;
  for (const [index, operation] of patch.entries()) {
    const problem = operationProblem(operation);
    if (problem) return malformedPatch(`error decoding patch: operation ${index}: ${problem}`);
    if (!operationKinds.has(operation.op)) {
      return inapplicablePatch(
        `operation ${index}: Unexpected kind: ${JSON.stringify(operation.op) ?? 'none'}`,
      );
    }
    try {
      if (operation.op === 'copy') copiedBytes += byteLength(read(document, operation.from, 'copy'));
      if (copiedBytes > maxCopiedBytes) {
        const limit = `exceeding the limit ${maxCopiedBytes}`;
        return tooLarge(
          `Unable to complete the copy, the accumulated size increase of copy is ${copiedBytes}, ${limit}`,
        );
      }
      document = applyOperation(document, operation);
    } catch (error) {
      if (error instanceof Inapplicable) return inapplicablePatch(error.message);
      throw error;
    }
  }
  return { ok: true, value: document };
}

const operationKinds = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

/** Ends the walk to a place that an operation needs; never leaves this file. */
class Inapplicable extends Error {}

function operationProblem(operation: unknown): string | undefined {
  if (!isObject(operation)) return 'not an object';
  const { op, path, from } = operation;
  if (!isPointer(path)) return `path ${JSON.stringify(path) ?? ''} is not a JSON pointer`;
  if ((op === 'move' || op === 'copy') && !isPointer(from)) {
    return `from ${JSON.stringify(from) ?? ''} is not a JSON pointer`;
  }
  if ((op === 'add' || op === 'replace' || op === 'test') && !Object.hasOwn(operation, 'value')) {
    return `${op} needs a value`;
  }
  return undefined;
}

function isPointer(value: unknown): value is string {
  return typeof value === 'string' && (value === '' || value.startsWith('/')) && !/~(?![01])/.test(value);
}

function applyOperation(document: unknown, { op, path, from = '', value }: Operation): unknown {
  switch (op) {
    case 'add':
      return add(document, path, value);
    case 'remove':
      return remove(document, path, op);
    case 'replace':
      return change(document, path, op, (parent, key) => put(parent, key, value, op, path), value);
    case 'move': {
      if (path.startsWith(`${from}/`)) throw new Inapplicable(`unable to move ${from} into itself: ${path}`);
      const moved = read(document, from, op);
      return add(remove(document, from, op), path, moved);
    }
    case 'copy':
      return add(document, path, read(document, from, op));
    case 'test':
      if (!isAsTested(document, path, value)) {
        throw new Inapplicable(`testing value ${path} failed: test failed`);
      }
      return document;
  }
}

/** A field that isn't there passes for `null`, by which clients of Kubernetes test that it is absent. */
function isAsTested(document: unknown, path: string, value: unknown): boolean {
  const keys = pointerKeys(path);
  const last = keys.pop();
  const parent = follow(document, keys, 'test', path);
  if (last === undefined) return jsonEqual(parent, value);
  if (isObject(parent) && !Object.hasOwn(parent, last)) return value === null;
  return jsonEqual(step(parent, last, 'test', path), value);
}

function add(document: unknown, path: string, value: unknown): unknown {
  return change(
    document,
    path,
    'add',
    (parent, key) => {
      if (!Array.isArray(parent)) return setOwn(parent, key, value);
      parent.splice(key === '-' ? parent.length : arrayIndex(key, parent.length, 'add', path), 0, value);
    },
    value,
  );
}

function remove(document: unknown, path: string, op: string): unknown {
  return change(
    document,
    path,
    op,
    (parent, key) => {
      if (Array.isArray(parent)) parent.splice(arrayIndex(key, parent.length - 1, op, path), 1);
      else if (Object.hasOwn(parent, key)) delete parent[key];
      else throw missing(op, path);
    },
    null,
  );
}

function put(parent: UnknownObject | unknown[], key: string, value: unknown, op: string, path: string): void {
  if (Array.isArray(parent)) parent[arrayIndex(key, parent.length - 1, op, path)] = value;
  else if (Object.hasOwn(parent, key)) setOwn(parent, key, value);
  else throw missing(op, path);
}

/** Copies the way from the root to the parent of `path`, and lets `edit` change the copied parent in place. */
function change(
  document: unknown,
  path: string,
  op: string,
  edit: (parent: UnknownObject | unknown[], key: string) => void,
  whole: unknown,
): unknown {
  if (path === '') return whole;
  const keys = pointerKeys(path);
  const last = keys.length - 1;
  const copyDown = (value: unknown, depth: number): unknown => {
    const copy = Array.isArray(value) ? value.slice() : isObject(value) ? { ...value } : undefined;
    if (!copy) throw missing(op, path);
    const key = keys[depth] ?? '';
    if (depth === last) edit(copy, key);
    else put(copy, key, copyDown(step(value, key, op, path), depth + 1), op, path);
    return copy;
  };
  return copyDown(document, 0);
}

function read(document: unknown, path: string, op: string): unknown {
  return follow(document, pointerKeys(path), op, path);
}

function follow(document: unknown, keys: readonly string[], op: string, path: string): unknown {
  let value = document;
  for (const key of keys) value = step(value, key, op, path);
  return value;
}

function step(value: unknown, key: string, op: string, path: string): unknown {
  if (Array.isArray(value)) return value[arrayIndex(key, value.length - 1, op, path)];
  if (isObject(value) && Object.hasOwn(value, key)) return value[key];
  throw missing(op, path);
}

function pointerKeys(path: string): string[] {
  if (path === '') return [];
  return path
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Beyond RFC 6902, a negative index counts from the end, as it does in Kubernetes. */
function arrayIndex(key: string, highest: number, op: string, path: string): number {
  const number = /^(0|-?[1-9]\d*)$/.test(key) ? Number(key) : Number.NaN;
  const index = number < 0 ? highest + 1 + number : number;
  if (!(index >= 0 && index <= highest)) {
    throw new Inapplicable(`${op} operation does not apply: ${path}: invalid index referenced: ${key}`);
  }
  return index;
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function missing(op: string, path: string): Inapplicable {
  return new Inapplicable(`${op} operation does not apply: doc is missing path: "${path}": missing value`);
}
