import type { FieldError } from '../field-error.ts';
import { isObject } from '../json-object.ts';
import { requiredValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';

/** Checks that what `allOf` and its like restrict is also described outside of them. */
export function checkCompleteness(schema: SchemaProps, path: string): FieldError[] {
  const errors = nestedSchemas(schema, path).flatMap(([nested, nestedPath]) =>
    checkNested(nested, nestedPath, schema, path),
  );
  if (schema.items) errors.push(...checkCompleteness(schema.items, `${path}.items`));
  if (isObject(schema.additionalProperties)) {
    errors.push(...checkCompleteness(schema.additionalProperties, `${path}.additionalProperties`));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    errors.push(...checkCompleteness(property, `${path}.properties[${name}]`));
  }
  return errors;
}

/** @param described the schema outside, for the same value as `nested` */
function checkNested(
  nested: SchemaProps,
  path: string,
  described: SchemaProps,
  describedPath: string,
): FieldError[] {
  const errors = nestedSchemas(nested, path).flatMap(([deeper, deeperPath]) =>
    checkNested(deeper, deeperPath, described, describedPath),
  );
  if (nested.items) {
    const [itemsPath, nestedPath] = [`${describedPath}.items`, `${path}.items`];
    errors.push(
      ...(described.items
        ? checkNested(nested.items, nestedPath, described.items, itemsPath)
        : [requiredValue(itemsPath, `because it is defined in ${nestedPath}`)]),
    );
  }
  for (const [name, property] of Object.entries(nested.properties ?? {})) {
    const [fieldPath, nestedPath] = [`${describedPath}.properties[${name}]`, `${path}.properties[${name}]`];
    const field = described.properties?.[name] ?? described.additionalProperties;
    if (isObject(field)) errors.push(...checkNested(property, nestedPath, field, fieldPath));
    else if (!field) errors.push(requiredValue(fieldPath, `because it is defined in ${nestedPath}`));
  }
  return errors;
}

function nestedSchemas(schema: SchemaProps, path: string): [SchemaProps, string][] {
  const list = (schemas: readonly SchemaProps[] | undefined, keyword: string) =>
    (schemas ?? []).map((part, index): [SchemaProps, string] => [part, `${path}.${keyword}[${index}]`]);
  return [
    ...list(schema.anyOf, 'anyOf'),
    ...list(schema.allOf, 'allOf'),
    ...list(schema.oneOf, 'oneOf'),
    ...list(schema.not && [schema.not], 'not').map(([part]): [SchemaProps, string] => [part, `${path}.not`]),
  ];
}
