import type { ResourceVersion } from '../registry/resource-version.ts';
import type { Target } from '../registry/target.ts';
import type { Operation } from './admission-attributes.ts';
import { AdmissionPlan } from './admission-plan.ts';
import type { AdmissionWebhook } from './admission-webhook.ts';
import type { AdmissionParts, MatchedWebhook } from './call-webhook.ts';
import { matchesRules } from './match-rules.ts';
import { MUTATING_WEBHOOKS, VALIDATING_WEBHOOKS, WebhookList } from './webhook-list.ts';

/** No webhook can keep people from getting rid of it. */
const exempt = new Set([MUTATING_WEBHOOKS, VALIDATING_WEBHOOKS]);

/** Knows which webhooks have a say in which requests. Costs nothing while there are none. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #list: WebhookList;
  /** By version of a resource, then by operation and subresource. */
  #plans = new WeakMap<ResourceVersion, Map<string, AdmissionPlan | undefined>>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#list = new WebhookList(parts.store, () => {
      this.#plans = new WeakMap();
    });
  }

  /** Whether any webhook is configured at all. */
  get isActive(): boolean {
    return this.#list.all().length > 0;
  }

  /** The webhooks whose rules are for a request; undefined when there are none. */
  plan(target: Target, operation: Operation): AdmissionPlan | undefined {
    if (!this.isActive || exempt.has(target.resource.id)) return undefined;
    const { version, subresource } = target;
    let plans = this.#plans.get(version);
    if (plans === undefined) {
      plans = new Map();
      this.#plans.set(version, plans);
    }
    const key = `${operation} ${subresource}`;
    if (!plans.has(key)) plans.set(key, this.#makePlan(target, operation));
    return plans.get(key);
  }

  #makePlan(target: Target, operation: Operation): AdmissionPlan | undefined {
    const matched = this.#list.all().flatMap((webhook) => {
      const version = matchedVersion(webhook, target, operation);
      return version === undefined ? [] : [{ webhook, version }];
    });
    if (matched.length === 0) return undefined;
    const isMutating = ({ webhook }: MatchedWebhook): boolean => webhook.isMutating;
    const mutating = matched.filter(isMutating);
    return new AdmissionPlan(
      this.#parts,
      mutating,
      matched.filter((one) => !isMutating(one)),
    );
  }
}

/** The version that a webhook wants to see: the request's, or another of the same resource that its rules name. */
function matchedVersion(
  { rules, spec }: AdmissionWebhook,
  { resource, version, subresource }: Target,
  operation: Operation,
): ResourceVersion | undefined {
  const isNamed = (one: ResourceVersion): boolean =>
    matchesRules(rules, { operation, version: one, subresource });
  if (isNamed(version)) return version;
  return spec.matchPolicy === 'Exact' ? undefined : [...resource.versions.values()].find(isNamed);
}
