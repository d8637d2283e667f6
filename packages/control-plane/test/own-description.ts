import { Compile } from 'typebox/schema';
import { expect } from 'vitest';
import { openApiDocument } from '../src/openapi/openapi-document.ts';

/** An answer as far as a description has something to say of it. */
export interface DescribedAnswer {
  status: number;
  contentType: string;
  body: unknown;
}

interface Response {
  content?: Record<string, { schema: object }>;
}

interface Described {
  name: string;
  method: string;
  pattern: RegExp;
  /** How much of the path is a placeholder: the fewer, the better a match. */
  placeholders: number;
  responses: Record<string, Response>;
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: { schemas: Record<string, object> };
};

const described: Described[] = Object.entries(document.paths)
  .flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, { responses }]) => ({
      name: `${method.toUpperCase()} ${template}`,
      method: method.toUpperCase(),
      pattern: new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
      placeholders: template.split('{').length - 1,
      responses,
    })),
  )
  .sort((left, right) => left.placeholders - right.placeholders);

/** Fails unless the server's own description has the status of this route's answer, its content type and its shape. */
export function expectDescribed(method: string, path: string, answer: DescribedAnswer): void {
  const operation = described.find(
    (candidate) => candidate.method === method && candidate.pattern.test(path),
  );
  // The page's files aren't described; that every route of the API is, is a test of its own.
  if (operation === undefined) {
    return;
  }
  const what = `${operation.name} answered ${answer.status} ${JSON.stringify(answer.body)}`;
  const response = operation.responses[answer.status];
  expect(response, what).toBeDefined();
  const [[contentType, media] = []] = Object.entries(response?.content ?? {});
  if (media === undefined) {
    expect(answer.body, what).toBe('');
    return;
  }
  expect(answer.contentType.split(';')[0], what).toBe(contentType);
  const [, errors] = validatorOf(media.schema).Errors(answer.body);
  expect(errors, what).toEqual([]);
}

const validators = new WeakMap<object, ReturnType<typeof Compile>>();

function validatorOf(schema: object): ReturnType<typeof Compile> {
  let validator = validators.get(schema);
  if (validator === undefined) {
    const name = '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
    validator = Compile(name === undefined ? schema : (document.components.schemas[name] ?? false));
    validators.set(schema, validator);
  }
  return validator;
}
