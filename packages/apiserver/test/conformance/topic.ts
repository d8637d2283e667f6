import type { Place } from './place.ts';

/**
 * What some releases of Kubernetes don't have: `watch-list` is the state as the beginning of a watch
 * (`sendInitialEvents`), which is off by default in 1.31 and before, and in 1.33.
 */
export type Feature = 'watch-list';

/** A minor release of Kubernetes, such as `1.25`. */
export type Release = `1.${number}`;

/** One thing that every Kubernetes API server does, seen over HTTP. */
export interface Case {
  /** A sentence that goes on where the topic's title ends. */
  name: string;
  /** Left out, and reported as such, where the server doesn't have it. */
  needs?: Feature;
  /** The first release that does so, of those from 1.25 on. Servers before it are left out, and reported as such. */
  since?: Release;
  /** Throws when the server does otherwise. */
  run(place: Place): Promise<void>;
}

/** Cases about one part of the API, which share a namespace of their own. */
export interface Topic {
  title: string;
  /** Where Kubernetes says so: the address of the document that the cases follow. */
  source: string;
  /** The first release that has this part of the API. */
  since?: Release;
  cases: readonly Case[];
}

const concepts = 'https://kubernetes.io/docs/reference/using-api';
const conventions =
  'https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md';

/** The documents that say what the cases state. */
export const sources = {
  concepts: `${concepts}/api-concepts/`,
  serverSideApply: `${concepts}/server-side-apply/`,
  conventions,
  concurrency: `${conventions}#concurrency-control-and-consistency`,
  names: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  labels: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/',
  finalizers: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/',
  garbageCollection: 'https://kubernetes.io/docs/concepts/architecture/garbage-collection/',
  namespaces: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  strategicMerge:
    'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/',
  customResources:
    'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/',
  cel: `${concepts}/cel/`,
  jsonPatch: 'https://www.rfc-editor.org/rfc/rfc6902',
  mergePatch: 'https://www.rfc-editor.org/rfc/rfc7396',
  rbac: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
  serviceAccounts: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
  secrets: 'https://kubernetes.io/docs/concepts/configuration/secret/',
} as const;
