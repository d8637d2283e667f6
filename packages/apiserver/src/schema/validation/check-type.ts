import { typeInvalid } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';
import { type JsonType, jsonType } from './json-type.ts';
import { supportedFormat } from './string-formats.ts';
import type { Check } from './validation-report.ts';

/** Compiles the check of `type`, `nullable` and `x-kubernetes-int-or-string`; undefined when anything goes. */
export function compileTypeCheck(schema: SchemaProps): Check | undefined {
  const allowed: JsonType[] = schema['x-kubernetes-int-or-string']
    ? ['integer', 'string']
    : schema.type
      ? [schema.type]
      : [];
  if (allowed.length === 0) return undefined;
  const accepted = new Set<JsonType>(allowed);
  if (accepted.has('number')) accepted.add('integer');
  if (schema.nullable) accepted.add('null');
  const expected = allowed.join(',');
  const format = supportedFormat(schema);

  return (value, _old, report) => {
    const found = jsonType(value);
    if (accepted.has(found)) return;
    const field = report.path.toField();
    const nameFormat = format !== undefined && found !== 'string' && found !== 'array' && found !== 'null';
    const [wanted, got] = nameFormat ? [format, goFormat(found)] : [expected, found];
    report.errors.push(
      typeInvalid(field, got, `${report.path} in body must be of type ${wanted}: ${JSON.stringify(got)}`),
    );
  };
}

/** What Kubernetes calls the format of a value that it compares with a schema's format. */
function goFormat(type: JsonType): string {
  if (type === 'integer') return 'int64';
  return type === 'number' ? 'float64' : '';
}
