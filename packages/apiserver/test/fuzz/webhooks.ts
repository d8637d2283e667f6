import type { Answer, Review } from '../server/webhook-server.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';

/**
 * What a webhook says that means well or badly, and now and then makes no sense. It doesn't ask for what would be a 5xx
 * for good: codes above 499, and patches that can't be applied.
 */
export function randomVerdict(random: Random, { request }: Review): Answer {
  switch (random.below(8)) {
    case 0:
      return { response: { allowed: false, status: { code: random.pick([0, 200, 400, 403, 409, 422]) } } };
    case 1: {
      const operation = { op: 'add', path: '/metadata/labels', value: { touched: String(random.below(3)) } };
      const patch = Buffer.from(JSON.stringify([operation])).toString('base64');
      return { response: { allowed: true, ...(request.object && { patchType: 'JSONPatch', patch }) } };
    }
    case 2:
      return { response: { allowed: true, warnings: ['', 'x'.repeat(5000), '\u0000"\\'] } };
    case 3: {
      const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: {} };
      return { raw: { whole: mutate(random, review) } };
    }
    case 4:
      return { status: random.pick([200, 404, 500]), text: random.pick(['', 'null', '[]', '{"response":']) };
    default:
      return { response: { allowed: true } };
  }
}

/** A configuration that asks a webhook about most writes, and goes on without it where it fails. */
export function webhookConfiguration(url: string, caBundle: string): object {
  const every = { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'] };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'fuzz' },
    webhooks: [
      {
        name: 'fuzz.example.com',
        clientConfig: { url, caBundle },
        rules: [
          { ...every, resources: ['widgets', 'widgets/*', 'configmaps', 'deployments', 'deployments/scale'] },
        ],
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  };
}
