import type { ObjectStore } from '../storage/object-store.ts';
import { objectKey } from '../storage/stored-entry.ts';
import type { AdmissionAttributes } from './admission-attributes.ts';
import type { AdmissionWebhook } from './admission-webhook.ts';
import { selectsLabels } from './label-selector.ts';

/**
 * Whether the selectors of a webhook are for a request. The labels of either state of the object will do; cluster-scoped
 * objects are in every namespace, and a namespace is in itself.
 */
export function isSelected(
  { spec: { objectSelector, namespaceSelector } }: AdmissionWebhook,
  attributes: AdmissionAttributes,
  store: ObjectStore,
): boolean {
  const { object, oldObject } = attributes;
  const states = [object, oldObject].filter((state) => state !== undefined);
  if (!states.some(({ metadata }) => selectsLabels(objectSelector, metadata.labels))) return false;
  const { target } = attributes;
  if (target.resource.id === 'namespaces') {
    return selectsLabels(namespaceSelector, (object ?? oldObject)?.metadata.labels);
  }
  if (!target.resource.namespaced) return true;
  const namespace = store.table('namespaces').head(objectKey('', target.namespace));
  return selectsLabels(namespaceSelector, namespace?.labels);
}
