import { randomUUID } from 'node:crypto';
import type { KubeObject } from '../kube-object.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import { ApiError } from '../status/api-error.ts';
import type { WebhookClient } from '../webhook/webhook-client.ts';
import { WebhookCallError } from '../webhook/webhook-client.ts';
import type { WebhookClientConfig } from '../webhook/webhook-client-config.ts';
import { UnreachableServiceError } from '../webhook/webhook-endpoint.ts';
import { checkConverted } from './check-converted.ts';
import { conversionRequest, goKind, readConversionResponse } from './conversion-review.ts';

/** How long a conversion may take; that of kube-apiserver. */
const TIMEOUT_MS = 30_000;
/** Objects of about this length together go into one request. */
const CHARS_PER_REQUEST = 8 * 1024 * 1024;

/** Converts objects of a custom resource between its versions by asking a webhook. */
export class WebhookConverter {
  readonly #client: WebhookClient;
  readonly #config: WebhookClientConfig;
  readonly #reviewVersion: string;

  /** @param reviewVersion the version of ConversionReview that both sides know */
  constructor(client: WebhookClient, config: WebhookClientConfig, reviewVersion: string) {
    this.#client = client;
    this.#config = config;
    this.#reviewVersion = reviewVersion;
  }

  /**
   * Converts objects, in one request unless they are very large together. The results are pruned and defaulted, and
   * in the order of the originals, which stay as they are.
   *
   * @param texts the objects as JSON, for who has it already
   * @throws ApiError 500 that says which kind's webhook failed, and why
   */
  async convert(
    objects: readonly KubeObject[],
    version: ResourceVersion,
    texts: readonly string[] = objects.map((object) => JSON.stringify(object)),
  ): Promise<KubeObject[]> {
    const converted: KubeObject[] = [];
    for (const { from, to } of batches(texts)) {
      const batch = objects.slice(from, to);
      converted.push(...(await this.#convertBatch(batch, texts.slice(from, to), version)));
    }
    return converted;
  }

  async #convertBatch(
    batch: readonly KubeObject[],
    texts: readonly string[],
    version: ResourceVersion,
  ): Promise<KubeObject[]> {
    const { group, plural, kind, version: toVersion } = version.served;
    const from = batch[0]?.apiVersion ?? '';
    const webhook = `conversion webhook for ${goKind(from, kind)}`;
    const startedAt = performance.now();
    let hasSucceeded = false;
    try {
      const answers = await this.#ask(webhook, texts, version.apiVersion);
      const converted = checkAll(webhook, batch, answers, version);
      hasSucceeded = true;
      return converted;
    } finally {
      const fromVersion = from.slice(from.indexOf('/') + 1);
      const seconds = (performance.now() - startedAt) / 1000;
      this.#client.counts.conversion(
        { crdName: `${plural}.${group}`, fromVersion, toVersion },
        hasSucceeded,
        seconds,
      );
    }
  }

  async #ask(webhook: string, texts: readonly string[], apiVersion: string): Promise<unknown[]> {
    const uid = randomUUID();
    const body = conversionRequest(this.#reviewVersion, uid, apiVersion, texts);
    let answer: unknown;
    try {
      answer = await this.#client.post(this.#config, body, TIMEOUT_MS);
    } catch (cause) {
      if (!(cause instanceof WebhookCallError || cause instanceof UnreachableServiceError)) throw cause;
      throw failure(`${webhook} failed: ${cause.message}`, { cause });
    }
    const outcome = readConversionResponse(answer, this.#reviewVersion, uid);
    if (!outcome.ok) throw failure(`${webhook} failed: ${outcome.reason}`);
    return outcome.objects;
  }
}

function checkAll(
  webhook: string,
  originals: readonly KubeObject[],
  answers: readonly unknown[],
  { apiVersion, schema }: ResourceVersion,
): KubeObject[] {
  if (answers.length !== originals.length) {
    throw failure(`${webhook} returned ${answers.length} objects, expected ${originals.length}`);
  }
  return originals.map((original, index) => {
    const checked = checkConverted(original, answers[index], apiVersion);
    if (!checked.ok) {
      throw failure(`${webhook} returned invalid ${checked.what} at index ${index}: ${checked.why}`);
    }
    schema.prune(checked.object);
    schema.applyDefaults(checked.object);
    return checked.object;
  });
}

/** 500 without a reason, as kube-apiserver answers it. */
function failure(message: string, options?: ErrorOptions): ApiError {
  return new ApiError(500, '', message, undefined, options);
}

/** Where one request ends and the next one begins. */
function* batches(texts: readonly string[]): Generator<{ from: number; to: number }> {
  let from = 0;
  let chars = 0;
  for (const [index, text] of texts.entries()) {
    if (index > from && chars + text.length > CHARS_PER_REQUEST) {
      yield { from, to: index };
      from = index;
      chars = 0;
    }
    chars += text.length;
  }
  if (from < texts.length) yield { from, to: texts.length };
}
