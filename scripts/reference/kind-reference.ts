import type { Kind, KindVersion } from '@sluice/kong-resources';

/** The part of a schema that a reader wants to see. */
interface SchemaNode {
  type?: string;
  format?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  required?: string[];
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode;
  items?: SchemaNode;
  'x-kubernetes-validations'?: { message: string }[];
}

/** The reference page of a kind, in Markdown: every field of every version, and every rule. */
export function kindReference(kind: Kind): string {
  return [
    `# ${kind.kind}`,
    '',
    kind.description,
    '',
    `\`kubectl get ${kind.plural}.${kind.group}\`. Namespaced. Categories: ${kind.categories.join(', ')}.`,
    ...kind.versions.flatMap((version) => versionReference(kind, version)),
    '',
  ].join('\n');
}

function versionReference(kind: Kind, version: KindVersion): string[] {
  const root = version.schema as SchemaNode;
  const { spec, status } = root.properties ?? {};
  const rules = allRules(root, '');
  return [
    '',
    `## ${kind.group}/${version.name}`,
    '',
    ...(spec ? ['### Spec', '', ...fieldTable(spec, 'spec'), ''] : []),
    ...(rules.length > 0 ? ['### Rules', '', ...ruleTable(rules), ''] : []),
    ...(status ? ['### Status', '', ...fieldTable(status, 'status'), ''] : []),
    '### Columns',
    '',
    version.printerColumns.map(({ name, jsonPath }) => `- ${name}: \`${jsonPath}\``).join('\n'),
  ];
}

function fieldTable(node: SchemaNode, path: string): string[] {
  const rows = fields(node, path).map(
    ({ name, type, required, limits, description }) =>
      `| \`${name}\` | ${type} | ${required ? 'yes' : ''} | ${cell(limits)} | ${cell(description)} |`,
  );
  return [
    '| field | type | required | default and bounds | what it is |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

interface Field {
  name: string;
  type: string;
  required: boolean;
  limits: string;
  description: string;
}

function fields(node: SchemaNode, path: string): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = `${path}.${key}`;
    const field: Field = {
      name,
      type: typeOf(child),
      required: node.required?.includes(key) ?? false,
      limits: limitsOf(child),
      description: child.description ?? '',
    };
    const below = child.items ? fields(child.items, `${name}[]`) : fields(child, name);
    return [field, ...below];
  });
}

function typeOf(node: SchemaNode): string {
  if (node.items) return `list of ${typeOf(node.items)}`;
  if (node.additionalProperties) return `map of ${typeOf(node.additionalProperties)}`;
  return node.type ?? '';
}

function limitsOf(node: SchemaNode): string {
  const own = node.items?.properties ? {} : node.items;
  return [
    node.default === undefined ? '' : `default \`${JSON.stringify(node.default)}\``,
    node.enum ? `one of ${node.enum.map((value) => `\`${value}\``).join(', ')}` : '',
    range(node.minimum, node.maximum, ''),
    range(node.minLength, node.maxLength, ' characters'),
    range(node.minItems, node.maxItems, ' items'),
    node.pattern ? `matches \`${node.pattern}\`` : '',
    own ? limitsOf(own) : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `at least ${least}${unit}`;
  return least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`;
}

interface Rule {
  path: string;
  message: string;
}

function allRules(node: SchemaNode, path: string): Rule[] {
  const own = (node['x-kubernetes-validations'] ?? []).map(({ message }) => ({
    path: path || 'the object',
    message,
  }));
  const below = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    allRules(child, path === '' ? key : `${path}.${key}`),
  );
  return [...own, ...below, ...(node.items ? allRules(node.items, `${path}[]`) : [])];
}

function ruleTable(rules: Rule[]): string[] {
  return [
    'A write that breaks one of these is refused with the message.',
    '',
    '| where | message |',
    '| --- | --- |',
    ...rules.map(({ path, message }) => `| \`${path}\` | ${cell(message)} |`),
  ];
}

/** Text that keeps to its cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
