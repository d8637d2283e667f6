import { ConvertedEntries } from './converted-entries.ts';
import type { WebhookConverter } from './webhook-converter.ts';

/** Conversion of strategy `Webhook`, as a custom resource has it: who converts, and what has been converted. */
export interface WebhookConversion {
  readonly converter: WebhookConverter;
  readonly entries: ConvertedEntries;
}

/** @param converter asks the webhook that the CRD names */
export function webhookConversion(converter: WebhookConverter): WebhookConversion {
  return { converter, entries: new ConvertedEntries(converter) };
}
