import type { KubeObject } from '../kube-object.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import { viewOf } from '../registry/subresources.ts';
import { isObject } from '../schema/json-object.ts';
import type { AdmissionAttributes } from './admission-attributes.ts';

const GROUP = 'admission.k8s.io';

/** What a webhook said, understood. */
export interface AdmissionVerdict {
  allowed: boolean;
  /** A JSON patch (RFC 6902); mutating webhooks only. */
  patch: unknown;
  warnings: string[];
  /** Why it denies the request (meta/v1 Status). */
  status: { code?: number; reason?: string; message?: string };
}

/** A verdict, or why what came back is none. */
export type VerdictReading = { ok: true; verdict: AdmissionVerdict } | { ok: false; reason: string };

/** The part of a review's request that isn't the objects (admission.k8s.io/v1 AdmissionRequest). */
export function admissionRequest(
  uid: string,
  { operation, target, user, dryRun, options }: AdmissionAttributes,
  version: ResourceVersion,
): Record<string, unknown> {
  const { subresource, namespace, name } = target;
  const kindIn = ({ served: { group, version: name, kind } }: ResourceVersion) => ({
    group,
    version: name,
    kind,
  });
  const resourceIn = ({ served: { group, version: name, plural } }: ResourceVersion) => ({
    group,
    version: name,
    resource: plural,
  });
  const view = viewOf(target)?.version;
  const part = subresource === '' ? {} : { subResource: subresource, requestSubResource: subresource };
  return {
    uid,
    kind: kindIn(view ?? version),
    resource: resourceIn(version),
    requestKind: kindIn(view ?? target.version),
    requestResource: resourceIn(target.version),
    ...part,
    ...(name === '' ? {} : { name }),
    ...(namespace === '' ? {} : { namespace }),
    operation,
    userInfo: {
      username: user.name,
      ...(user.uid === '' ? {} : { uid: user.uid }),
      groups: user.groups,
      ...(user.extra === undefined ? {} : { extra: user.extra }),
    },
    dryRun,
    options,
  };
}

/** The body of a review. Objects are in the version that the webhook is for. */
export function admissionReview(
  reviewVersion: string,
  request: object,
  object: KubeObject | undefined,
  oldObject: KubeObject | undefined,
): string {
  return JSON.stringify({
    apiVersion: `${GROUP}/${reviewVersion}`,
    kind: 'AdmissionReview',
    request: { ...request, object: object ?? null, oldObject: oldObject ?? null },
  });
}

/** Reads a webhook's answer. @param uid that of the request: the answer has to repeat it */
export function readVerdict(
  answer: unknown,
  expected: { uid: string; reviewVersion: string; isMutating: boolean },
): VerdictReading {
  const { apiVersion, kind, response } = isObject(answer) ? answer : {};
  if (!isObject(response)) return { ok: false, reason: 'webhook response was absent' };
  if (response['uid'] !== expected.uid) {
    const found = JSON.stringify(response['uid'] ?? '');
    return { ok: false, reason: `expected response.uid=${JSON.stringify(expected.uid)}, got ${found}` };
  }
  if (apiVersion !== `${GROUP}/${expected.reviewVersion}` || kind !== 'AdmissionReview') {
    const wanted = `${GROUP}/${expected.reviewVersion}, Kind=AdmissionReview`;
    return {
      ok: false,
      reason: `expected webhook response of ${wanted}, got ${apiVersion ?? ''}, Kind=${kind ?? ''}`,
    };
  }
  const patch = readPatch(response, expected.isMutating);
  if (!patch.ok) return patch;
  const { allowed, warnings, status } = response;
  return {
    ok: true,
    verdict: {
      allowed: allowed === true,
      patch: patch.value,
      warnings: Array.isArray(warnings) ? warnings.filter((one) => typeof one === 'string') : [],
      status: readStatus(status),
    },
  };
}

function readPatch(
  { patch, patchType }: Record<string, unknown>,
  isMutating: boolean,
): { ok: true; value: unknown } | { ok: false; reason: string } {
  const hasPatch = typeof patch === 'string' && patch !== '';
  const hasType = patchType !== undefined && patchType !== null;
  if (!isMutating) {
    if (hasPatch) return { ok: false, reason: 'validating webhook may not return response.patch' };
    if (hasType) return { ok: false, reason: 'validating webhook may not return response.patchType' };
  }
  if (!hasPatch && !hasType) return { ok: true, value: undefined };
  if (!hasType) return { ok: false, reason: 'webhook returned response.patch but not response.patchType' };
  if (!hasPatch) return { ok: false, reason: 'webhook returned response.patchType but not response.patch' };
  if (patchType !== 'JSONPatch') {
    const found = JSON.stringify(patchType);
    return { ok: false, reason: `invalid value of response.patchType ${found}, the only one is "JSONPatch"` };
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.from(patch, 'base64').toString()) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, reason: `response.patch is no JSON: ${error.message}` };
  }
}

function readStatus(value: unknown): AdmissionVerdict['status'] {
  const { code, reason, message } = isObject(value) ? value : {};
  return {
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}
