import { isObject } from '../schema/json-object.ts';

/** The versions of ConversionReview that this server speaks; they have the same fields. */
export const CONVERSION_REVIEW_VERSIONS = ['v1', 'v1beta1'];

const GROUP = 'apiextensions.k8s.io';

/** What a webhook answered: an object of some kind for each that was sent, or why there are none. */
export type ConversionOutcome = { ok: true; objects: unknown[] } | { ok: false; reason: string };

/**
 * The body of a conversion request (apiextensions.k8s.io/v1 ConversionReview).
 *
 * @param objects as JSON; they may be of different versions
 */
export function conversionRequest(
  reviewVersion: string,
  uid: string,
  desiredApiVersion: string,
  objects: readonly string[],
): string {
  const head = JSON.stringify({ apiVersion: `${GROUP}/${reviewVersion}`, kind: 'ConversionReview' });
  const request = JSON.stringify({ uid, desiredAPIVersion: desiredApiVersion });
  return `${head.slice(0, -1)},"request":${request.slice(0, -1)},"objects":[${objects.join(',')}]}}`;
}

/**
 * Reads the answer to a conversion request. That the objects are the ones that were asked for is `checkConverted`'s
 * to say.
 *
 * @param uid that of the request: the answer has to repeat it
 */
export function readConversionResponse(
  answer: unknown,
  reviewVersion: string,
  uid: string,
): ConversionOutcome {
  const { apiVersion, kind, response } = isObject(answer) ? answer : {};
  if (apiVersion !== `${GROUP}/${reviewVersion}` || kind !== 'ConversionReview') {
    const expected = goKind(`${GROUP}/${reviewVersion}`, 'ConversionReview');
    return refusal(`expected webhook response of ${expected}, got ${goKind(apiVersion, kind)}`);
  }
  if (!isObject(response)) return refusal('no response provided');
  if (response['uid'] !== uid) {
    const found = JSON.stringify(response['uid'] ?? '');
    return refusal(`expected response.uid ${JSON.stringify(uid)}, got ${found}`);
  }
  const { status, message } = isObject(response['result']) ? response['result'] : {};
  if (status !== 'Success') {
    const said = typeof message === 'string' && message !== '';
    return refusal(said ? message : `response.result.status was '${status ?? ''}', not 'Success'`);
  }
  const { convertedObjects } = response;
  return { ok: true, objects: Array.isArray(convertedObjects) ? convertedObjects : [] };
}

function refusal(reason: string): ConversionOutcome {
  return { ok: false, reason };
}

/** A kind as Go writes it: `example.com/v1, Kind=Widget`. */
export function goKind(apiVersion: unknown, kind: unknown): string {
  return `${typeof apiVersion === 'string' ? apiVersion : ''}, Kind=${typeof kind === 'string' ? kind : ''}`;
}
