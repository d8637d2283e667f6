import type { KubeObject } from '../kube-object.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { toVersion } from '../registry/codec.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { viewOf } from '../registry/subresources.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import { ApiError } from '../status/api-error.ts';
import type { AdmissionAttributes } from './admission-attributes.ts';
import { webhookFailed } from './admission-errors.ts';
import type { MatchedWebhook, WantedChange } from './call-webhook.ts';

/**
 * Changes an object as a webhook wants it, and brings it back to the version of the request, pruned and defaulted.
 *
 * @returns the object of the request itself when the patch changes nothing
 * @throws ApiError 500 when the patch can't be applied, or makes something else of the object
 */
export async function applyWantedChange(
  { object, patch }: WantedChange,
  { webhook, version }: MatchedWebhook,
  attributes: AdmissionAttributes,
): Promise<KubeObject | undefined> {
  const { target, warn } = attributes;
  const name = JSON.stringify(webhook.spec.name);
  const patched = applyJsonPatch(object, patch);
  if (!patched.ok) throw webhookFailed(`the patch of admission webhook ${name}: ${patched.error.message}`);
  if (jsonEqual(patched.value, object)) return attributes.object;
  try {
    // Decoding changes what it is given, and the patched object shares parts with the one before; undefined isn't JSON.
    const value: unknown = JSON.parse(JSON.stringify(patched.value));
    const view = viewOf(target);
    const shown = view?.version ?? version;
    const changed = decodeObject({ value, duplicates: [] }, shown, { fieldValidation: 'Ignore', warn });
    if (view !== undefined) return attributes.object && view.take(attributes.object, changed);
    return await toVersion(changed, target.resource, target.version);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    throw webhookFailed(`the object after admission webhook ${name}: ${cause.message}`, { cause });
  }
}
