import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/schema';
import { expect } from 'vitest';

interface ContractAnswer {
  contentType?: string;
  schema?: object;
}

interface Contract {
  routes: Record<string, Record<string, ContractAnswer>>;
  schemas: Record<string, object>;
}

/**
 * The answers of the routes served here as Konnect's OpenAPI describes them. The errors of the list of all targets
 * are left out: there they are described as problem documents, against the rule for all other core entities.
 */
const contract: Contract = JSON.parse(
  readFileSync(new URL('konnect-contract.json', import.meta.url), 'utf8'),
);

const ROUTES = Object.entries(contract.routes).map(([route, answers]) => {
  const [method = '', template = ''] = route.split(' ');
  const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
  return { method, pattern, answers };
});

/** Fails unless an answer of a described route has the described content type and shape. */
export function expectContract(
  method: string,
  path: string,
  answer: { status: number; contentType: string; body: unknown },
): void {
  const route = ROUTES.find((candidate) => candidate.method === method && candidate.pattern.test(path));
  const described = route?.answers[answer.status];
  if (described?.schema === undefined) {
    return;
  }
  expect(answer.contentType.split(';')[0]).toBe(described.contentType);
  const [, errors] = validatorOf(described.schema).Errors(withoutNullNext(answer.body));
  expect(errors, `${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`).toEqual([]);
}

const validators = new WeakMap<object, ReturnType<typeof Compile>>();

/** Compiling a schema takes far longer than checking an answer with it. */
function validatorOf(schema: object): ReturnType<typeof Compile> {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = Compile(resolve(schema) as object);
    validators.set(schema, validator);
  }
  return validator;
}

/** `next` is null on the last page, which the description has no way to say. */
function withoutNullNext(body: unknown): unknown {
  if (typeof body === 'object' && body !== null && 'next' in body && body.next === null) {
    const { next: _next, ...rest } = body;
    return rest;
  }
  return body;
}

function resolve(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(resolve);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  if ('$ref' in schema) {
    return resolve(contract.schemas[String(schema.$ref)]);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolve(value)]));
}
