import type { TSchema } from 'typebox';
import type { ApiOperation } from './api-operation.ts';
import { apiOperations } from './api-operations.ts';

/** The part of a schema that a reader wants to see. */
interface SchemaNode {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  required?: string[];
  const?: unknown;
  anyOf?: SchemaNode[];
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  'x-rule'?: string;
}

const INTRODUCTION = `# The control plane's API

The control plane serves Konnect's Gateway Manager API, and beside it what is below \`/sluice/v1/\`.
\`GET /openapi.json\` answers this page in a form for programs.

Every request carries \`Authorization: Bearer kpat_…\` or \`spat_…\`, or the cookie of a session of the page; a write by
cookie has the session's \`csrfToken\` in \`X-CSRF-Token\`. Beside what Konnect has:

- A GET of one entity or control plane answers an \`ETag\`. With \`If-None-Match\` it is 304 while that is still right;
  with \`If-Match\` a PUT, PATCH or DELETE takes place only while it is, and is 412 otherwise. \`If-None-Match: *\` makes a
  PUT create and never replace.
- A POST with an \`Idempotency-Key\` happens once. Repeated by the same token within 24 hours it gets the same answer, and
  422 when the request differs. A request that was refused changed nothing; its repetition is tried again.
- An entity that another one refers to can't be deleted: 400 \`data constraint error\`, which names the other one.
- Private keys are encrypted in the database and are answered only to who may write.`;

/** The reference of the API, in Markdown: every operation, and the fields of every body. */
export function controlPlaneApiReference(): string {
  const tags = Map.groupBy(apiOperations, (operation) => operation.tag);
  const chapters = [...tags].flatMap(([tag, operations]) => ['', `## ${tag}`, '', ...chapter(operations)]);
  return `${[INTRODUCTION, ...chapters].join('\n')}\n`;
}

function chapter(operations: readonly ApiOperation[]): string[] {
  const lines = ['| operation | what it does |', '| --- | --- |'];
  for (const { method, path, summary } of operations) {
    lines.push(`| \`${method} ${path}\` | ${cell(summary)} |`);
  }
  const bodies = Map.groupBy(
    operations.filter(({ body }) => body !== undefined),
    ({ body }) => body,
  );
  for (const [schema, senders] of bodies) {
    const methods = [...new Set(senders.map(({ method }) => method))].join(' and ');
    lines.push('', `### The body of ${methods} \`${senders[0]?.path}\``, '', ...fieldTable(schema));
  }
  const answers = Map.groupBy(operations.filter(isOurOwn), ({ answer }) => answer);
  for (const [schema, givers] of answers) {
    const of = givers.map(({ method, path }) => `${method} \`${path}\``).join(' and ');
    lines.push('', `### The answer of ${of}`, '', ...answerTable(schema));
  }
  const queries = Map.groupBy(
    operations.filter(({ query }) => query !== undefined),
    ({ query }) => query,
  );
  for (const [parameters = [], [first]] of queries) {
    lines.push(
      '',
      `### The query of GET \`${first?.path}\``,
      '',
      '| parameter | what it does |',
      '| --- | --- |',
    );
    lines.push(...parameters.map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`));
  }
  return lines;
}

function fieldTable(schema: TSchema | undefined): string[] {
  const rows = fields((schema ?? {}) as SchemaNode, '').map(
    ({ name, node, required }) =>
      `| \`${name}\` | ${typeOf(node)} | ${required ? 'yes' : ''} | ${cell(limits(node))} |`,
  );
  return ['| field | type | required | default and bounds |', '| --- | --- | --- | --- |', ...rows];
}

/** What Konnect's operations answer is in its own reference. */
function isOurOwn({ path, answer }: ApiOperation): boolean {
  return answer !== undefined && path.startsWith('/sluice/');
}

function answerTable(schema: TSchema | undefined): string[] {
  const node = (schema ?? {}) as SchemaNode;
  const variants = node.anyOf ?? [node];
  const rows = variants
    .flatMap((variant) => fields(variant, ''))
    .map(({ name, node }) => `| \`${name}\` | ${typeOf(node)} | ${cell(limits(node))} |`);
  return ['| field | type | values |', '| --- | --- | --- |', ...new Set(rows)];
}

interface Field {
  name: string;
  node: SchemaNode;
  required: boolean;
}

function fields(node: SchemaNode, prefix: string): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = `${prefix}${key}`;
    const below =
      child.items?.properties === undefined ? fields(child, `${name}.`) : fields(child.items, `${name}[].`);
    return [{ name, node: child, required: node.required?.includes(key) === true }, ...below];
  });
}

function typeOf({ type, items, enum: choices, anyOf }: SchemaNode): string {
  if (anyOf !== undefined) {
    return anyOf.map(typeOf).join(' or ');
  }
  if (type === 'array') {
    return `list of ${typeOf(items ?? {})}`;
  }
  return type ?? typeof choices?.[0];
}

function limits(node: SchemaNode): string {
  const words: string[] = [];
  if (node.default !== undefined && typeof node.default !== 'object') {
    words.push(`default \`${JSON.stringify(node.default)}\``);
  }
  if (node.const !== undefined) {
    words.push(`\`${JSON.stringify(node.const)}\``);
  }
  const choices = node.enum ?? node.items?.enum;
  if (choices !== undefined) {
    words.push(`one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`);
  }
  words.push(
    ...range(node.minimum, node.maximum, ''),
    ...range(node.minLength, node.maxLength, ' characters'),
  );
  words.push(...range(node.minItems, node.maxItems, ' items'));
  const rule = node['x-rule'] ?? node.items?.['x-rule'];
  return [...words, ...(rule === undefined ? [] : [rule])].join('; ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least !== undefined && most !== undefined) {
    return [`${least} to ${most}${unit}`];
  }
  return [
    ...(least === undefined ? [] : [`at least ${least}${unit}`]),
    ...(most === undefined ? [] : [`at most ${most}${unit}`]),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
