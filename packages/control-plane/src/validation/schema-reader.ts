import { compileDefaults } from '@sluice/konnect-api';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/schema';
import type { InputProblem } from './input-problem.ts';
import { schemaProblems } from './schema-problems.ts';

/** Either the input with its defaults, or everything that is wrong with it. */
export type ReadResult<Value> = { ok: true; value: Value } | { ok: false; problems: InputProblem[] };

/** Reads inputs of one schema. */
export type SchemaReader<Value> = (input: unknown) => ReadResult<Value>;

/**
 * Compiles a schema, once, into a function that takes out nulls, fills in defaults and checks. A valid input is
 * checked by generated code; only a wrong one pays for finding out what is wrong.
 */
export function compileReader<Schema extends TSchema>(schema: Schema): SchemaReader<Static<Schema>> {
  const fillDefaults = compileDefaults(schema);
  const validator = Compile(schema);
  return (input) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      return { ok: false, problems: [notAnObject] };
    }
    const value = fillDefaults(input);
    if (validator.Check(value)) {
      return { ok: true, value: value as Static<Schema> };
    }
    const [, errors] = validator.Errors(value);
    return { ok: false, problems: schemaProblems(schema, value, errors) };
  };
}

const notAnObject: InputProblem = {
  field: '',
  message: 'the body must be a JSON object, sent as application/json',
  reason: { kind: 'type', expected: 'object' },
};
