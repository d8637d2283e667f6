import type { FastifySchema, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { compileReader } from '../validation/schema-reader.ts';
import { InvalidInputError } from './invalid-input-error.ts';

/** Makes Fastify check a route's schema with our reader, which takes nulls out and explains what is wrong. */
export const schemaValidator: FastifySchemaCompiler<FastifySchema> = ({ schema }) => {
  const read = compileReader(schema as TSchema);
  return (input: unknown) => {
    const result = read(input);
    return result.ok ? { value: result.value } : { error: new InvalidInputError(result.problems) };
  };
};
