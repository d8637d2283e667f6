import type { TLocalizedValidationError } from 'typebox/error';
import { Pointer } from 'typebox/schema';
import type { InputProblem } from './input-problem.ts';

/**
 * Turns what a schema finds wrong into problems that name the field and say what would be right. A pattern is
 * explained by the schema's `x-rule`, since a regular expression tells nobody what to do.
 */
export function schemaProblems(
  schema: object,
  value: unknown,
  errors: TLocalizedValidationError[],
): InputProblem[] {
  return errors.flatMap((error) => {
    const field = dottedPath(error.instancePath);
    const problem = describe(schema, valueAt(value, error.instancePath), error);
    return problem === undefined ? [] : [{ field, ...problem }];
  });
}

type Description = Omit<InputProblem, 'field'>;

function describe(schema: object, value: unknown, error: TLocalizedValidationError): Description | undefined {
  switch (error.keyword) {
    case 'required': {
      const missing = error.params.requiredProperties.map((name) => `'${name}'`).join(', ');
      return { message: `missing properties: ${missing}`, reason: { kind: 'required' } };
    }
    case 'additionalProperties':
      // Each of the properties has an error of its own beside this one.
      return undefined;
    case 'boolean':
      return { message: 'unknown field', reason: { kind: 'unknown' } };
    case 'type':
      return {
        message: `expected ${error.params.type}, but got ${typeName(value)}`,
        reason: { kind: 'type', expected: String(error.params.type) },
      };
    case 'enum': {
      const choices = error.params.allowedValues;
      return {
        message: `value must be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`,
        reason: { kind: 'choice', choices },
      };
    }
    case 'pattern':
      return { message: ruleAt(schema, error.schemaPath) ?? error.message, reason: { kind: 'pattern' } };
    case 'uniqueItems':
      return { message: 'items must be unique', reason: { kind: 'invalid' } };
    default:
      return describeBound(value, error) ?? { message: error.message, reason: { kind: 'invalid' } };
  }
}

function describeBound(value: unknown, error: TLocalizedValidationError): Description | undefined {
  switch (error.keyword) {
    case 'minimum': {
      const minimum = Number(error.params.limit);
      return {
        message: `must be >= ${minimum} but found ${value}`,
        reason: { kind: 'minimum', rule: 'min', minimum },
      };
    }
    case 'maximum': {
      const maximum = Number(error.params.limit);
      return {
        message: `must be <= ${maximum} but found ${value}`,
        reason: { kind: 'maximum', rule: 'max', maximum },
      };
    }
    case 'minLength': {
      const minimum = error.params.limit;
      const message = `length must be >= ${minimum}, but got ${lengthOf(value)}`;
      return { message, reason: { kind: 'minimum', rule: 'min_length', minimum } };
    }
    case 'maxLength': {
      const maximum = error.params.limit;
      const message = `length must be <= ${maximum}, but got ${lengthOf(value)}`;
      return { message, reason: { kind: 'maximum', rule: 'max_length', maximum } };
    }
    case 'maxItems':
    case 'maxProperties': {
      const maximum = error.params.limit;
      const message = `at most ${maximum} items are allowed, but there are ${lengthOf(value)}`;
      return { message, reason: { kind: 'maximum', rule: 'max_items', maximum } };
    }
    default:
      return undefined;
  }
}

function ruleAt(schema: object, schemaPath: string): string | undefined {
  const found = valueAt(schema, schemaPath.replace(/^#/, ''));
  if (
    typeof found === 'object' &&
    found !== null &&
    'x-rule' in found &&
    typeof found['x-rule'] === 'string'
  ) {
    return found['x-rule'];
  }
  return undefined;
}

function valueAt(root: unknown, pointer: string): unknown {
  return pointer === '' ? root : Pointer.Get(root as object, pointer);
}

/** Writes a JSON pointer the way the contract names fields: `/tags/1` is `tags[1]`. */
function dottedPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, segment) => {
      if (/^\d+$/.test(segment)) {
        return `${path}[${segment}]`;
      }
      return path === '' ? segment : `${path}.${segment}`;
    }, '');
}

function typeName(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  return typeof value;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') {
    return [...value].length;
  }
  return Array.isArray(value) ? value.length : Object.keys(value ?? {}).length;
}
