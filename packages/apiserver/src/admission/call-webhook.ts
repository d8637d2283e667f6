import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Authorizer } from '../authorization/authorizer.ts';
import { isConfidential } from '../authorization/confidential.ts';
import type { KubeObject } from '../kube-object.ts';
import type { AdmissionOutcome } from '../metrics/webhook-counts.ts';
import { toVersion } from '../registry/codec.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import { viewOf } from '../registry/subresources.ts';
import { forbidden } from '../status/api-error.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { WebhookCallError, type WebhookClient } from '../webhook/webhook-client.ts';
import { UnreachableServiceError } from '../webhook/webhook-endpoint.ts';
import type { AdmissionAttributes } from './admission-attributes.ts';
import { denied, webhookFailed } from './admission-errors.ts';
import { admissionRequest, admissionReview, readVerdict, type VerdictReading } from './admission-review.ts';
import type { AdmissionWebhook } from './admission-webhook.ts';
import { ConditionAuthorizer } from './condition-authorizer.ts';
import { isSelected } from './is-selected.ts';

/** What it takes to call webhooks. */
export interface AdmissionParts {
  store: ObjectStore;
  client: WebhookClient;
  /** Whom conditions ask. */
  authorizer: Authorizer;
  logger: Logger | undefined;
}

/** A webhook that is for a request, and the version of the resource that its rules name. */
export interface MatchedWebhook {
  webhook: AdmissionWebhook;
  version: ResourceVersion;
}

/** What a webhook wants changed in an object of its version; undefined for nothing. */
export interface WantedChange {
  object: KubeObject;
  patch: unknown;
}

/**
 * Asks a webhook about a request, if its selectors and conditions are for it, and passes its warnings on.
 *
 * @returns what it wants to be changed
 * @throws ApiError when it denies the request; 500 when it fails and may not be ignored; 403 when its conditions fail
 */
export async function callWebhook(
  parts: AdmissionParts,
  { webhook, version }: MatchedWebhook,
  attributes: AdmissionAttributes,
): Promise<WantedChange | undefined> {
  if (!isSelected(webhook, attributes, parts.store)) return undefined;
  const { target } = attributes;
  const object = await inVersion(attributes.object, attributes, version);
  const oldObject = await inVersion(attributes.oldObject, attributes, version);
  const uid = randomUUID();
  const request = admissionRequest(uid, attributes, version);
  const { spec, conditions } = webhook;
  const outcome =
    conditions?.({ object, oldObject, request, authorizer: authorizerOf(parts, attributes) }) ?? true;
  if (outcome === false) return undefined;
  if (outcome !== true) {
    if (spec.failurePolicy === 'Fail') throw forbidden(target.resource, target.name, outcome.failed);
    leaveOut(parts, webhook, attributes, outcome.failed);
    return undefined;
  }

  const body = admissionReview(webhook.reviewVersion, request, object, oldObject);
  const startedAt = performance.now();
  const reading = await ask(parts, webhook, uid, body);
  parts.client.counts.admission(
    { name: spec.name, type: webhook.isMutating ? 'admit' : 'validating', operation: attributes.operation },
    outcomeOf(reading, spec.failurePolicy),
    (performance.now() - startedAt) / 1000,
  );
  if (!reading.ok) {
    const message = `failed calling webhook ${JSON.stringify(spec.name)}: ${reading.reason}`;
    if (spec.failurePolicy === 'Fail') throw webhookFailed(message);
    leaveOut(parts, webhook, attributes, message);
    return undefined;
  }
  const { allowed, warnings, status, patch } = reading.verdict;
  for (const warning of warnings) attributes.warn(warning);
  if (!allowed) throw denied(spec.name, status);
  if (patch === undefined) return undefined;
  if (object !== undefined) return { object, patch };
  throw webhookFailed(
    `admission webhook ${JSON.stringify(spec.name)} attempted to modify the object, which is not supported for this operation`,
  );
}

function authorizerOf(
  { authorizer }: AdmissionParts,
  { user, target: { version, subresource, namespace, name } }: AdmissionAttributes,
): ConditionAuthorizer {
  const { group, plural } = version.served;
  return new ConditionAuthorizer(authorizer, user, { group, resource: plural, subresource, namespace, name });
}

/** What a webhook said, or why it said nothing, with the HTTP status to count that under. */
type Answer = Extract<VerdictReading, { ok: true }> | { ok: false; reason: string; code: number };

/** 503: what a webhook that gives no answer is counted under. */
const NO_ANSWER = 503;

function outcomeOf(answer: Answer, failurePolicy: 'Ignore' | 'Fail'): AdmissionOutcome {
  if (!answer.ok) return { kind: 'failed', code: answer.code, isIgnored: failurePolicy === 'Ignore' };
  const { allowed, status } = answer.verdict;
  return allowed ? { kind: 'allowed' } : { kind: 'denied', code: denied('', status).status.code };
}

/** Goes on without a webhook that has failed, as its failurePolicy says. */
function leaveOut(
  { logger }: AdmissionParts,
  { spec }: AdmissionWebhook,
  { target }: AdmissionAttributes,
  why: string,
): void {
  const { group, resource } = target.resource;
  const isQuotable = !isConfidential({ group, resource, subresource: target.subresource });
  logger?.warn(
    { webhook: spec.name, ...(isQuotable && { why }) },
    'admission webhook has failed, and is ignored',
  );
}

async function ask(
  { client }: AdmissionParts,
  { spec, reviewVersion, isMutating }: AdmissionWebhook,
  uid: string,
  body: string,
): Promise<Answer> {
  try {
    const answer = await client.post(spec.clientConfig, body, spec.timeoutSeconds * 1000);
    const reading = readVerdict(answer, { uid, reviewVersion, isMutating });
    return reading.ok
      ? reading
      : { ok: false, reason: `received invalid webhook response: ${reading.reason}`, code: NO_ANSWER };
  } catch (error) {
    if (!(error instanceof WebhookCallError || error instanceof UnreachableServiceError)) throw error;
    const code = error instanceof WebhookCallError ? error.status : undefined;
    return { ok: false, reason: `failed to call webhook: ${error.message}`, code: code ?? NO_ANSWER };
  }
}

/** An object as the webhook sees it: in the version that its rules name, or as the subresource shows it. */
async function inVersion(
  object: KubeObject | undefined,
  { target }: AdmissionAttributes,
  version: ResourceVersion,
): Promise<KubeObject | undefined> {
  if (object === undefined) return undefined;
  const view = viewOf(target);
  if (view !== undefined) return view.show(object);
  if (object.apiVersion === version.apiVersion) return object;
  // Conversion changes what it is given, and the object belongs to the request.
  return toVersion(structuredClone(object), target.resource, version);
}
