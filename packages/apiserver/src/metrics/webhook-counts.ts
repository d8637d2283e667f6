import { DurationCounts } from './duration-counts.ts';
import { LabelCounts } from './label-counts.ts';

/** A call of an admission webhook, as metrics name it. */
export interface AdmissionCall {
  /** Of the webhook. */
  name: string;
  /** `admit` is what Kubernetes calls mutating webhooks here. */
  type: 'admit' | 'validating';
  operation: string;
}

/** What came of a call: why it refused the request, if it did. */
export type AdmissionOutcome =
  | { kind: 'allowed' }
  | { kind: 'denied'; code: number }
  /** It could not be asked; `isIgnored` as its failure policy says. `code` is the HTTP status, 503 when there was none. */
  | { kind: 'failed'; code: number; isIgnored: boolean };

/** A call of a conversion webhook, as metrics name it. */
export interface ConversionCall {
  crdName: string;
  fromVersion: string;
  toVersion: string;
}

/** Codes above are counted as this one, so that webhooks can't make up labels without end. */
const MAX_CODE = 600;

/** Counts the calls of webhooks, under the names and labels of kube-apiserver's metrics. */
export class WebhookCounts {
  readonly admissionDurations = new DurationCounts([0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25]);
  readonly admissionRequests = new LabelCounts();
  readonly rejections = new LabelCounts();
  readonly failOpens = new LabelCounts();
  /** A thousandth of a second, and twice as long each time. */
  readonly conversionDurations = new DurationCounts(
    Array.from({ length: 15 }, (_, index) => 0.001 * 2 ** index),
  );

  admission({ name, type, operation }: AdmissionCall, outcome: AdmissionOutcome, seconds: number): void {
    const isRejected = outcome.kind === 'denied' || (outcome.kind === 'failed' && !outcome.isIgnored);
    const rejected = String(isRejected);
    const code = outcome.kind === 'allowed' ? '200' : String(Math.min(outcome.code, MAX_CODE));
    this.admissionDurations.observe({ name, type, operation, rejected }, seconds);
    this.admissionRequests.count({ name, type, operation, code, rejected });
    if (isRejected) {
      const error_type = outcome.kind === 'denied' ? 'no_error' : 'calling_webhook_error';
      this.rejections.count({ name, type, operation, error_type, rejection_code: code });
    }
    if (outcome.kind === 'failed' && outcome.isIgnored) this.failOpens.count({ name, type });
  }

  conversion(
    { crdName, fromVersion, toVersion }: ConversionCall,
    hasSucceeded: boolean,
    seconds: number,
  ): void {
    const labels = { crd_name: crdName, from_version: fromVersion, to_version: toVersion };
    this.conversionDurations.observe({ ...labels, succeeded: String(hasSucceeded) }, seconds);
  }
}
