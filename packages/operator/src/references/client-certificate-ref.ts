import type { KongUpstream } from '@sluice/kong-resources';
import { namespacedName } from '../entity/entity-object.ts';
import { fails } from '../status/judged-condition.ts';
import { crossing, type Permits, referrerOf, resolvedRefs } from './grants.ts';
import { type Judgement, unusable } from './reference.ts';

/**
 * An upstream's client certificate by reference. The kind that it would name isn't served, so such a reference is
 * invalid, and says so; `spec.client_certificate.id` names one directly.
 */
export function judgeClientCertificate(upstream: KongUpstream, permits: Permits): Judgement | undefined {
  const ref = upstream.spec.clientCertificateRef;
  if (!ref) return undefined;
  const namespace = ref.namespace || upstream.metadata.namespace;
  const certificate = {
    group: 'configuration.konghq.com',
    kind: 'KongCertificate',
    namespace,
    name: ref.name,
  };
  return unusable(
    false,
    ...resolvedRefs(crossing(referrerOf(upstream), certificate, permits)),
    fails(
      'KongCertificateRefValid',
      'Invalid',
      `spec.clientCertificateRef names KongCertificate ${namespacedName(certificate)}, but the kind KongCertificate isn't served; name the certificate by its id in spec.client_certificate.id`,
    ),
  );
}
