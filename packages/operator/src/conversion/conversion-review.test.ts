import { describe, expect, it } from 'vitest';
import { answerReview, NotAConversionReviewError } from './conversion-review.ts';

const plane = {
  apiVersion: 'konnect.konghq.com/v1alpha1',
  kind: 'KonnectGatewayControlPlane',
  metadata: { name: 'a' },
  spec: { name: 'a' },
};
const review = (objects: unknown, desiredAPIVersion = 'konnect.konghq.com/v1alpha2') => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  request: { uid: 'u', desiredAPIVersion, objects },
});

describe('a review is answered', () => {
  it('with all objects in the version that is asked for, in their order', () => {
    const second = { ...plane, metadata: { name: 'b' } };
    expect(answerReview(review([plane, second]))).toEqual({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'ConversionReview',
      response: {
        uid: 'u',
        result: { status: 'Success' },
        convertedObjects: [plane, second].map((object) => ({
          ...object,
          apiVersion: 'konnect.konghq.com/v1alpha2',
          spec: { createControlPlaneRequest: { name: 'a' } },
        })),
      },
    });
  });

  it('with a failure that names what is not known', () => {
    const { response } = answerReview(review([plane], 'konnect.konghq.com/v2'));
    expect(response).toEqual({
      uid: 'u',
      result: {
        status: 'Failure',
        message:
          'there is no conversion of KonnectGatewayControlPlane from konnect.konghq.com/v1alpha1 to konnect.konghq.com/v2',
      },
    });
  });
});

it.each([
  ['nothing', undefined],
  ['no request', {}],
  ['no uid', { request: { desiredAPIVersion: 'x', objects: [] } }],
  ['no list', review('x')],
  ['no objects', review([1])],
])('%s is no review', (_case, sent) => {
  expect(() => answerReview(sent)).toThrow(NotAConversionReviewError);
});
