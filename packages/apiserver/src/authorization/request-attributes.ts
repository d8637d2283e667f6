/** What a request for a resource wants to do, as rules speak of it (authorization.k8s.io/v1 ResourceAttributes). */
export interface ResourceAttributes {
  /** Such as `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  verb: string;
  /** Empty for the core group. */
  group: string;
  /** The plural. */
  resource: string;
  /** Empty for the object itself. */
  subresource: string;
  /** Empty for cluster-scoped resources, and for requests across all namespaces. */
  namespace: string;
  /** Empty for requests about a collection. */
  name: string;
}

/** What a request for a path that leads to no resource wants to do (authorization.k8s.io/v1 NonResourceAttributes). */
export interface PathAttributes {
  /** The HTTP method in lower case. */
  verb: string;
  path: string;
}

/** What a request wants to do. */
export type RequestAttributes = ResourceAttributes | PathAttributes;

/** Whether a request is about a path that leads to no resource. */
export function isPath(attributes: RequestAttributes): attributes is PathAttributes {
  return 'path' in attributes;
}
