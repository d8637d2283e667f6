import { kubernetesTypes } from './kubernetes-types.ts';

/** What a field holds: one value, or a list or map of them. */
export interface FieldShape {
  many: 'list' | 'map' | undefined;
  /** A scalar (`string`, `int32`, `quantity`…) or the name of a type, `core.v1.PodSpec`. */
  of: string;
}

/** A field of one of Kubernetes' types. */
export interface TypeField {
  /** In the protobuf encoding. */
  number: number;
  /** In JSON; undefined when JSON has the fields of the inner type in the outer object. */
  name: string | undefined;
  shape: FieldShape;
  /** Whether Go writes it into JSON even when it is empty. */
  isAlwaysWritten: boolean;
  /** Whether an empty value means something else than none. */
  isPointer: boolean;
  /** Whether Go leaves out the struct when all of it is empty. */
  omitsZero: boolean;
  /** `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`. */
  patchStrategy: string | undefined;
  mergeKey: string | undefined;
  /** How server-side apply merges a list; atomic when undefined. */
  listType: { type: 'set' } | { type: 'map'; keys: string[] } | undefined;
}

/** One of Kubernetes' types. */
export interface KubernetesType {
  /** `group.version.Name`, where group is the first word of the API group, or `core`, or `meta`. */
  name: string;
  /** Whether it has `apiVersion` and `kind`. */
  isKind: boolean;
  /** Whether server-side apply replaces it as a whole. */
  isAtomic: boolean;
  fields: readonly TypeField[];
}

/** The paragraphs of the text by the names of their types; made when first needed. */
let paragraphs: Map<string, string> | undefined;
const known = new Map<string, KubernetesType>();

/** The name of a kind's type: `networking.v1.Ingress`. */
export function typeNameOf(group: string, version: string, kind: string): string {
  return `${group === '' ? 'core' : group.replace(/\..*$/, '')}.${version}.${kind}`;
}

/** A type by its name, read when first asked for; undefined when Kubernetes' types aren't known to have it. */
export function kubernetesType(name: string): KubernetesType | undefined {
  const type = known.get(name);
  if (type !== undefined) return type;
  const paragraph = paragraphOf(name);
  if (paragraph === undefined) return undefined;
  const [head = '', ...lines] = paragraph.split('\n');
  const marks = head.split(' ');
  const read = {
    name,
    isKind: marks.includes('kind'),
    isAtomic: marks.includes('atomic'),
    fields: lines.map(readField),
  };
  known.set(name, read);
  return read;
}

/**
 * The type that another type refers to.
 *
 * @throws Error when there is none, which is a mistake in the generated text
 */
export function referencedType(name: string): KubernetesType {
  const type = kubernetesType(name);
  if (type === undefined) throw new Error(`There is no type ${name} among Kubernetes' types`);
  return type;
}

function paragraphOf(name: string): string | undefined {
  paragraphs ??= new Map(
    kubernetesTypes
      .trim()
      .split('\n\n')
      .map((paragraph) => [/^\S+/.exec(paragraph)?.[0] ?? '', paragraph]),
  );
  return paragraphs.get(name);
}

function readField(line: string): TypeField {
  const [number, name, shape = '', ...marks] = line.split(' ');
  const value = (key: string): string | undefined =>
    marks.find((mark) => mark.startsWith(`${key}=`))?.slice(key.length + 1);
  const list = value('list');
  const [, many, of = shape] = /^(list|map):(.*)$/.exec(shape) ?? [];
  return {
    number: Number(number),
    name: name === '~' ? undefined : name,
    shape: { many: many === 'list' || many === 'map' ? many : undefined, of },
    isAlwaysWritten: marks.includes('!'),
    isPointer: marks.includes('*'),
    omitsZero: marks.includes('omitzero'),
    patchStrategy: value('patch'),
    mergeKey: value('key'),
    listType: list === undefined ? undefined : readListType(list),
  };
}

function readListType(text: string): TypeField['listType'] {
  return text === 'set' ? { type: 'set' } : { type: 'map', keys: text.replace('map:', '').split(',') };
}
