import { localObjectReference, objectReference } from './object-reference.ts';
import { builtInRoot } from './root.ts';

/** core/v1 ServiceAccount. */
export const serviceAccountSchema = builtInRoot('An identity for programs.', {
  automountServiceAccountToken: {
    type: 'boolean',
    description: 'Whether pods that run as this account get a token of it, unless they say otherwise.',
  },
  imagePullSecrets: {
    type: 'array',
    description: 'Secrets with which pods that run as this account pull their images.',
    items: localObjectReference,
    'x-kubernetes-list-type': 'atomic',
  },
  secrets: {
    type: 'array',
    description: 'Secrets that pods which run as this account may use.',
    items: objectReference,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': 'name',
  },
});
