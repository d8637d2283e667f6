import type { EntityFields } from '../core-entities/entity-descriptor.ts';

/** Protocols that carry no path to the service. */
const WITHOUT_PATH = new Set(['grpc', 'grpcs', 'tcp', 'tls', 'tls_passthrough', 'udp']);

/** Protocols under which the gateway itself begins TLS, and so can show a certificate and check the service's. */
const WITH_TLS = new Set(['https', 'tls', 'wss']);

const TLS_FIELDS = ['client_certificate', 'ca_certificates', 'tls_sans', 'tls_verify', 'tls_verify_depth'];

/**
 * The rules of a service that concern more than one field, each broken one as a sentence. They are Kong Gateway's
 * own: what breaks them would be refused by the data planes.
 */
export function brokenServiceRules(service: EntityFields): string[] {
  const protocol = String(service.protocol);
  const broken: string[] = [];
  if (service.path !== undefined && WITHOUT_PATH.has(protocol)) {
    broken.push(`'path' must be left out when 'protocol' is '${protocol}'`);
  }
  if (!WITH_TLS.has(protocol)) {
    for (const field of TLS_FIELDS.filter((name) => service[name] !== undefined)) {
      broken.push(`'${field}' needs 'protocol' to be 'https', 'tls' or 'wss', but it is '${protocol}'`);
    }
  }
  return broken;
}
