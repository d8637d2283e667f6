import type { ObjectStore } from '../storage/object-store.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';
import { type AdmissionWebhook, type WebhookConfiguration, webhooksOf } from './admission-webhook.ts';

/** The tables of the configurations. */
export const MUTATING_WEBHOOKS = 'mutatingwebhookconfigurations.admissionregistration.k8s.io';
export const VALIDATING_WEBHOOKS = 'validatingwebhookconfigurations.admissionregistration.k8s.io';

/** All webhooks that are configured, mutating ones first, in the order of their configurations' names. */
export class WebhookList {
  readonly #store: ObjectStore;
  #webhooks: readonly AdmissionWebhook[] | undefined;

  /** @param onChanged is called when the list is another one from now on */
  constructor(store: ObjectStore, onChanged: () => void) {
    this.#store = store;
    store.onPublished((changes) => {
      if (
        !changes.some(({ resource }) => resource === MUTATING_WEBHOOKS || resource === VALIDATING_WEBHOOKS)
      ) {
        return;
      }
      this.#webhooks = undefined;
      onChanged();
    });
  }

  all(): readonly AdmissionWebhook[] {
    this.#webhooks ??= [...this.#read(MUTATING_WEBHOOKS, true), ...this.#read(VALIDATING_WEBHOOKS, false)];
    return this.#webhooks;
  }

  #read(table: string, isMutating: boolean): AdmissionWebhook[] {
    const entries: Iterable<StoredEntry> = this.#store.table(table).snapshot(this.#store.revision) ?? [];
    return [...entries].flatMap(({ json }) => {
      const configuration: WebhookConfiguration = JSON.parse(json);
      return webhooksOf(configuration, isMutating);
    });
  }
}
