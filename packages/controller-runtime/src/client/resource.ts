/** Names a collection of the Kubernetes API, as discovery lists it. The core group is the empty string. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  /** The plural in lower case that stands in the path: `kongtargets`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/**
 * The path of a collection, of one object in it, or of a subresource of that object.
 *
 * A namespaced collection without a namespace is the collection over all namespaces. An object of a namespaced
 * resource needs its namespace: leaving it out is a programming error and throws a `TypeError`, because the
 * path would lead to another resource.
 */
export function resourcePath(
  resource: Resource,
  namespace: string | undefined,
  name?: string,
  subresource?: string,
): string {
  const root =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  if (resource.namespaced && name !== undefined && namespace === undefined) {
    throw new TypeError(`${resource.plural} are namespaced: ${JSON.stringify(name)} needs a namespace`);
  }
  let path = root;
  if (resource.namespaced && namespace !== undefined) path += `/namespaces/${encodeURIComponent(namespace)}`;
  path += `/${resource.plural}`;
  if (name !== undefined) path += `/${encodeURIComponent(name)}`;
  if (subresource !== undefined) path += `/${subresource}`;
  return path;
}

/** How a resource is called in logs: `kongtargets.configuration.konghq.com`, as `kubectl` does. */
export function resourceName(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}
