import type { KubeObject } from '../kube-object.ts';
import type { WebhookClientConfig } from '../webhook/webhook-client-config.ts';
import type { LabelSelector } from './label-selector.ts';
import { compileConditions, type MatchCondition } from './match-conditions.ts';
import type { AdmissionRule } from './match-rules.ts';

/** The versions of AdmissionReview that this server speaks; they have the same fields. */
export const ADMISSION_REVIEW_VERSIONS = ['v1', 'v1beta1'];

/** A webhook of a MutatingWebhookConfiguration or ValidatingWebhookConfiguration, checked and completed. */
export interface WebhookSpec {
  name: string;
  clientConfig: WebhookClientConfig;
  rules?: AdmissionRule[];
  failurePolicy: 'Ignore' | 'Fail';
  matchPolicy: 'Exact' | 'Equivalent';
  namespaceSelector: LabelSelector;
  objectSelector: LabelSelector;
  matchConditions?: MatchCondition[];
  timeoutSeconds: number;
  admissionReviewVersions: string[];
  /** Mutating webhooks only. */
  reinvocationPolicy?: 'Never' | 'IfNeeded';
}

/** A configuration that is stored. */
export interface WebhookConfiguration extends KubeObject {
  webhooks?: WebhookSpec[];
}

/** A webhook that is ready to be called. */
export interface AdmissionWebhook {
  readonly spec: WebhookSpec;
  readonly isMutating: boolean;
  readonly rules: readonly AdmissionRule[];
  /** The version of AdmissionReview that both sides know. */
  readonly reviewVersion: string;
  /** Undefined when it has none. */
  readonly conditions: ReturnType<typeof compileConditions> | undefined;
}

/** The webhooks of a configuration, in their order. */
export function webhooksOf({ webhooks = [] }: WebhookConfiguration, isMutating: boolean): AdmissionWebhook[] {
  return webhooks.map((spec) => ({
    spec,
    isMutating,
    rules: spec.rules ?? [],
    reviewVersion:
      spec.admissionReviewVersions.find((one) => ADMISSION_REVIEW_VERSIONS.includes(one)) ?? 'v1',
    conditions: spec.matchConditions?.length ? compileConditions(spec.matchConditions) : undefined,
  }));
}
