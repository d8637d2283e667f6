import type { KongUpstream } from '@sluice/kong-resources';
import { fails } from '../status/judged-condition.ts';
import { type Judgement, unusable } from './reference.ts';

/**
 * An upstream's client certificate by reference. The kind that it would name isn't served, so such a reference is
 * invalid, and says so; `spec.client_certificate.id` names one directly.
 */
export function judgeClientCertificate(upstream: KongUpstream): Judgement | undefined {
  const ref = upstream.spec.clientCertificateRef;
  if (!ref) return undefined;
  return unusable(
    false,
    fails(
      'KongCertificateRefValid',
      'Invalid',
      `spec.clientCertificateRef names KongCertificate ${ref.namespace || upstream.metadata.namespace}/${ref.name}, but the kind KongCertificate isn't served; name the certificate by its id in spec.client_certificate.id`,
    ),
  );
}
