/** The Kubernetes object that an entity was made from, as the operator writes it into tags or labels. */
export interface EntityOrigin {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  /** The object's generation that was last written here. */
  generation: string;
  uid: string;
  /** Whether the operator puts its own version back over a change by hand. */
  isManaged: boolean;
  /** Whether name or namespace are as long as a tag or label can hold, and so perhaps not whole. */
  isCut: boolean;
}

/** `managed-by` of everything that the operator keeps as it is declared. */
const OPERATOR = 'kong-operator';

/** Limits of the control plane's tags (whole, with their key) and label values. */
const MAX_TAG_LENGTH = 128;
const MAX_LABEL_LENGTH = 63;

/** What Kubernetes allows in names of objects and groups; anything else was not written by the operator. */
const KUBERNETES_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const KIND = /^[A-Z][A-Za-z0-9]*$/;

/** The origin that an entity's tags (`key:value`) tell; undefined for one that was not made from Kubernetes. */
export function originOfTags(tags: readonly string[] | null | undefined): EntityOrigin | undefined {
  const labels: Record<string, string> = {};
  let isCut = false;
  for (const tag of tags ?? []) {
    const separator = tag.indexOf(':');
    if (separator > 0) labels[tag.slice(0, separator)] = tag.slice(separator + 1);
    isCut ||= isNameKey(tag.slice(0, separator)) && tag.length >= MAX_TAG_LENGTH;
  }
  return originOf(labels, isCut);
}

/** The origin that a control plane's labels tell. */
export function originOfLabels(labels: Readonly<Record<string, string>>): EntityOrigin | undefined {
  const isCut = Object.entries(labels).some(
    ([key, value]) => isNameKey(key) && value.length >= MAX_LABEL_LENGTH,
  );
  return originOf(labels, isCut);
}

/**
 * A command that shows the object an entity comes from. Null where the name may be cut, which would find nothing or,
 * worse, another object.
 */
export function kubectlCommand(origin: EntityOrigin): string | null {
  if (origin.isCut) return null;
  const resource = `${origin.kind.toLowerCase()}.${origin.group}`;
  return `kubectl get ${resource} --namespace ${origin.namespace} ${origin.name} -o yaml`;
}

/** Whether a label belongs to the operator: it is put back when somebody changes it. */
export function isOriginLabel(key: string): boolean {
  return key.startsWith('k8s-') || key === 'managed-by';
}

function isNameKey(key: string): boolean {
  return key === 'k8s-name' || key === 'k8s-namespace';
}

function originOf(labels: Readonly<Record<string, string>>, isCut: boolean): EntityOrigin | undefined {
  const field = (name: string) => labels[`k8s-${name}`] ?? '';
  const origin: EntityOrigin = {
    group: field('group'),
    version: field('version'),
    kind: field('kind'),
    namespace: field('namespace'),
    name: field('name'),
    generation: field('generation'),
    uid: field('uid'),
    isManaged: labels['managed-by'] === OPERATOR,
    isCut,
  };
  const names = [origin.group, origin.version, origin.namespace, origin.name];
  return KIND.test(origin.kind) && names.every((name) => KUBERNETES_NAME.test(name)) ? origin : undefined;
}
