import type { FieldError } from '../field-error.ts';
import { forbiddenValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { isEmptyKeyword } from './is-empty-keyword.ts';

/** A schema may restrict the name of its objects; everything else in `metadata` is Kubernetes' own. */
export function checkRootMetadata(metadata: SchemaProps, path: string): FieldError[] {
  const { type: _type, properties = {}, ...others } = metadata;
  const restrictsOnlyNames = Object.keys(properties).every(
    (name) => name === 'name' || name === 'generateName',
  );
  const hasNothingElse = Object.values(others).every(isEmptyKeyword);
  if (restrictsOnlyNames && hasNothingElse) return [];
  const detail =
    'must not specify anything other than name and generateName, but metadata is implicitly specified';
  return [forbiddenValue(path, detail)];
}
