import { type GoField, type GoType, goKind } from './go-types.ts';
import { atomicTypes, listTypes } from './list-types.ts';

/** Types that JSON shows otherwise than Go has them. */
const specialTypes: Readonly<Record<string, string>> = {
  'k8s.io/apimachinery/pkg/apis/meta/v1.Time': 'time',
  'k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime': 'microTime',
  'k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1': 'json',
  'k8s.io/apimachinery/pkg/runtime.RawExtension': 'json',
  'k8s.io/apimachinery/pkg/api/resource.Quantity': 'quantity',
  'k8s.io/apimachinery/pkg/util/intstr.IntOrString': 'intOrString',
  // A list of strings, which protobuf wraps into a message as values of a map.
  'k8s.io/api/authentication/v1.ExtraValue': 'wrappedStrings',
  'k8s.io/api/authorization/v1.ExtraValue': 'wrappedStrings',
};

const scalarTypes: Partial<Record<number, string>> = {
  [goKind.bool]: 'bool',
  [goKind.int]: 'int64',
  [goKind.int32]: 'int32',
  [goKind.int64]: 'int64',
  [goKind.float64]: 'double',
  [goKind.string]: 'string',
};

/**
 * Writes down API types, one paragraph each: its name, followed by `kind` where it has `apiVersion` and `kind`, and by
 * `atomic` where it merges as a whole; then a line for each field with its protobuf number, its JSON name and its
 * type (`~` in place of the name when JSON has the fields in the outer object). Behind the type: `!` when Go
 * writes it whatever its value, `*` for a pointer, `omitzero`, and how lists merge.
 *
 * @param roots `group.version.Kind`
 */
export function writeTypes(types: readonly GoType[], roots: readonly string[]): string {
  const byName = new Map(types.map((type) => [typeName(type), type]));
  const written = new Map<string, string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (written.has(name)) continue;
    const type = byName.get(name);
    if (type === undefined) throw new Error(`The program has no type ${name}`);
    const lines = type.fields.flatMap((field) => {
      const line = writeField(name, field);
      if (line === undefined) return [];
      const struct = structOf(field.type);
      if (struct !== undefined) waiting.push(typeName(struct));
      return [line];
    });
    const isKind = type.fields.some((field) => field.isEmbedded && field.name === 'TypeMeta');
    const head = [name, ...(isKind ? ['kind'] : []), ...(atomicTypes.has(name) ? ['atomic'] : [])].join(' ');
    written.set(name, [head, ...lines].join('\n'));
  }
  return [...written.keys()]
    .sort()
    .map((name) => written.get(name))
    .join('\n\n');
}

function writeField(owner: string, { tag, type }: GoField): string | undefined {
  const [json = '', ...jsonOptions] = tagValue(tag, 'json').split(',');
  const [, number] = tagValue(tag, 'protobuf').split(',');
  if (number === undefined || json === '-') return undefined;
  const isInline = json === '';
  const options: string[] = [];
  if (jsonOptions.includes('omitzero')) options.push('omitzero');
  else if (!jsonOptions.includes('omitempty') && !isInline) options.push('!');
  if (type.kind === goKind.pointer) options.push('*');
  const strategy = tagValue(tag, 'patchStrategy');
  const key = tagValue(tag, 'patchMergeKey');
  if (strategy !== '') options.push(`patch=${strategy}`);
  if (key !== '') options.push(`key=${key}`);
  const list = listTypes[`${owner}.${json}`] ?? listTypeOf(strategy, key);
  if (list !== 'atomic') options.push(`list=${list}`);
  return [number, isInline ? '~' : json, writeType(type), ...options].join(' ');
}

function listTypeOf(strategy: string, key: string): string {
  if (key !== '') return `map:${key}`;
  return strategy.split(',').includes('merge') ? 'set' : 'atomic';
}

function writeType(type: GoType): string {
  const special = specialTypes[`${type.packagePath}.${localName(type)}`];
  if (special !== undefined) return special;
  const { kind, element } = type;
  if (kind === goKind.struct) return typeName(type);
  if (element !== undefined) {
    if (kind === goKind.pointer) return writeType(element);
    if (kind === goKind.map) return `map:${writeType(element)}`;
    return element.kind === goKind.uint8 ? 'bytes' : `list:${writeType(element)}`;
  }
  const scalar = scalarTypes[kind];
  if (scalar === undefined) throw new Error(`The type ${type.packagePath} ${type.name} can't be written`);
  return scalar;
}

/** The struct that a type leads to; undefined for scalars and special types. */
function structOf(type: GoType): GoType | undefined {
  if (specialTypes[`${type.packagePath}.${localName(type)}`] !== undefined) return undefined;
  if (type.kind === goKind.struct) return type;
  return type.element && structOf(type.element);
}

function localName({ name }: GoType): string {
  return name.slice(name.indexOf('.') + 1);
}

/** `apps.v1.Deployment` for the type of the package `k8s.io/api/apps/v1`. */
function typeName(type: GoType): string {
  const path = type.packagePath.replace('k8s.io/apimachinery/pkg/apis/', '').replace('k8s.io/api/', '');
  return `${path.replaceAll('/', '.')}.${localName(type)}`;
}

/** One value of a struct tag; empty when it has none of that name. */
function tagValue(tag: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}:"([^"]*)"`).exec(tag)?.[1] ?? '';
}
