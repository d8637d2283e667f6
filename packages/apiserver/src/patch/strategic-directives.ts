import { isObject, type UnknownObject } from '../schema/json-object.ts';
import { getOwn, setOwn } from './own-field.ts';

/** `$patch: replace | delete | merge`, in an object or in an item of a list. */
export const patchDirective = '$patch';

/** `$retainKeys: [names]`: all other fields of the object go. */
export const retainKeysDirective = '$retainKeys';

/** `$setElementOrder/field: [items]`: the order of a merged list. */
export const orderPrefix = '$setElementOrder/';

/** `$deleteFromPrimitiveList/field: [scalars]`: what goes from a list of scalars. */
export const deletionPrefix = '$deleteFromPrimitiveList/';

/** Ends the walk through a patch that can't be applied; it never leaves the strategic merge patch. */
export class PatchProblem extends Error {
  /** True when the patch itself is wrong, whatever it is applied to. */
  readonly isMalformed: boolean;

  constructor(message: string, isMalformed = false) {
    super(message);
    this.isMalformed = isMalformed;
  }
}

/** What a patch says about a list beside its items. */
export function directivesOf(
  patch: UnknownObject,
  name: string,
): { order: unknown[] | undefined; deletions: unknown[] } {
  const order = getOwn(patch, orderPrefix + name);
  const deletions = getOwn(patch, deletionPrefix + name) ?? [];
  if (order !== undefined && !Array.isArray(order)) {
    throw new PatchProblem('invalid patch format of setElementOrder list', true);
  }
  if (!Array.isArray(deletions)) throw new PatchProblem('invalid patch format of primitive list', true);
  return { order, deletions };
}

/** What a patch leaves where there was nothing to merge it with: neither directives nor nulls. */
export function withoutDirectives<T>(patch: T): T;
export function withoutDirectives(patch: unknown): unknown {
  if (Array.isArray(patch)) {
    return patch.filter((item) => !isDirectiveItem(item)).map((item) => withoutDirectives(item));
  }
  if (!isObject(patch)) return patch;
  const result: UnknownObject = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    const isDirective =
      key === patchDirective ||
      key === retainKeysDirective ||
      key.startsWith(orderPrefix) ||
      key.startsWith(deletionPrefix);
    if (!isDirective && value !== null) setOwn(result, key, withoutDirectives(value));
  }
  return result;
}

/** Whether an item of a list only tells what to do with the list. */
function isDirectiveItem(item: unknown): boolean {
  return isObject(item) && (item[patchDirective] === 'delete' || item[patchDirective] === 'replace');
}
