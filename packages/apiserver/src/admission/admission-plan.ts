import type { KubeObject } from '../kube-object.ts';
import type { AdmissionAttributes } from './admission-attributes.ts';
import { applyWantedChange } from './apply-wanted-change.ts';
import { type AdmissionParts, callWebhook, type MatchedWebhook } from './call-webhook.ts';

/** The webhooks that have a say in one kind of requests. */
export class AdmissionPlan {
  readonly #parts: AdmissionParts;
  readonly #mutating: readonly MatchedWebhook[];
  readonly #validating: readonly MatchedWebhook[];

  constructor(
    parts: AdmissionParts,
    mutating: readonly MatchedWebhook[],
    validating: readonly MatchedWebhook[],
  ) {
    this.#parts = parts;
    this.#mutating = mutating;
    this.#validating = validating;
  }

  /** Whether there are webhooks that may change the object. */
  get mutates(): boolean {
    return this.#mutating.length > 0;
  }

  /**
   * Lets the mutating webhooks change an object, one after the other, each seeing what those before it have made. Who
   * asks for it is called again, once, when one behind it has changed something.
   *
   * @returns the object that came of it, pruned and defaulted; the one that was given when nothing changed
   * @throws ApiError when one denies the request, or fails and may not be ignored
   */
  async mutate(attributes: AdmissionAttributes): Promise<KubeObject | undefined> {
    let { object } = attributes;
    const called: MatchedWebhook[] = [];
    const again = new Set<MatchedWebhook>();
    const call = async (matched: MatchedWebhook): Promise<boolean> => {
      const before = object;
      const wanted = await callWebhook(this.#parts, matched, { ...attributes, object });
      if (wanted !== undefined) object = await applyWantedChange(wanted, matched, { ...attributes, object });
      return object !== before;
    };
    for (const matched of this.#mutating) {
      if (await call(matched)) for (const earlier of called) again.add(earlier);
      called.push(matched);
    }
    for (const matched of again) {
      if (matched.webhook.spec.reinvocationPolicy === 'IfNeeded') await call(matched);
    }
    return object;
  }

  /**
   * Asks the validating webhooks, all at once.
   *
   * @throws ApiError when one denies the request, or fails and may not be ignored: that of the first in their order
   */
  async validate(attributes: AdmissionAttributes): Promise<void> {
    const calls = this.#validating.map((matched) => callWebhook(this.#parts, matched, attributes));
    for (const outcome of await Promise.allSettled(calls)) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }
}
