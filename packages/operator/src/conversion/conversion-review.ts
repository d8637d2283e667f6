import { convertControlPlane, type JsonObject, UnknownConversionError } from '@sluice/kong-resources';

/** What the API server asks (apiextensions.k8s.io/v1 ConversionReview). */
interface ConversionRequest {
  readonly uid: string;
  readonly desiredAPIVersion: string;
  readonly objects: readonly JsonObject[];
}

/** The answer to a review, to be sent as JSON. */
export interface ConversionReview {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'ConversionReview';
  readonly response: {
    readonly uid: string;
    readonly convertedObjects?: readonly JsonObject[];
    readonly result: { readonly status: 'Success' | 'Failure'; readonly message?: string };
  };
}

/** What was sent isn't a review that can be answered. */
export class NotAConversionReviewError extends Error {
  override readonly name = 'NotAConversionReviewError';
}

/**
 * Answers a review: all objects in the version that is asked for, in their order, or why not.
 *
 * @throws NotAConversionReviewError
 */
export function answerReview(review: unknown): ConversionReview {
  const { uid, desiredAPIVersion, objects } = requestIn(review);
  const answer = (response: Omit<ConversionReview['response'], 'uid'>): ConversionReview => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'ConversionReview',
    response: { uid, ...response },
  });
  try {
    const convertedObjects = objects.map((object) => convertControlPlane(object, desiredAPIVersion));
    return answer({ convertedObjects, result: { status: 'Success' } });
  } catch (error) {
    if (!(error instanceof UnknownConversionError)) throw error;
    return answer({ result: { status: 'Failure', message: error.message } });
  }
}

function requestIn(review: unknown): ConversionRequest {
  const request = isRecord(review) ? review['request'] : undefined;
  if (!isRecord(request)) throw new NotAConversionReviewError('there is no request');
  const { uid, desiredAPIVersion, objects } = request;
  if (typeof uid !== 'string' || typeof desiredAPIVersion !== 'string') {
    throw new NotAConversionReviewError('request.uid or request.desiredAPIVersion is missing');
  }
  if (!Array.isArray(objects) || !objects.every(isRecord)) {
    throw new NotAConversionReviewError('request.objects is no list of objects');
  }
  return { uid, desiredAPIVersion, objects };
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
