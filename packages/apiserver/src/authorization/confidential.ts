import type { RequestAttributes, ResourceAttributes } from './request-attributes.ts';

type ResourcePart = Pick<ResourceAttributes, 'group' | 'resource' | 'subresource'>;

/**
 * Whether what such a request carries, and what is said about it, is for its client alone: it may hold the contents of
 * Secrets, or tokens. No log has any of it.
 */
export function isConfidential(attributes: RequestAttributes | ResourcePart): boolean {
  if ('path' in attributes) return false;
  const { group, resource, subresource } = attributes;
  if (group === 'authentication.k8s.io') return true;
  return (
    group === '' && (resource === 'secrets' || (resource === 'serviceaccounts' && subresource === 'token'))
  );
}
