import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import {
  Certificate,
  CertificateRequest,
  type CoreEntityErrorDetail,
  entityDetail,
  fieldDetail,
} from '@sluice/konnect-api';
import type { EntityDescriptor, EntityFields, NormalizeResult } from '../core-entities/entity-descriptor.ts';

/** A certificate with its private key. The keys are secrets from the start. */
export const certificate: EntityDescriptor = {
  type: 'certificate',
  collection: 'certificates',
  schema: CertificateRequest,
  answerSchema: Certificate,
  named: false,
  foreignKeys: [],
  times: 'seconds',
  secretFields: ['key', 'key_alt'],
  normalize,
};

function normalize(fields: EntityFields): NormalizeResult {
  const details = [...brokenPair(fields, 'cert', 'key'), ...brokenPair(fields, 'cert_alt', 'key_alt')];
  if ((fields.cert_alt === undefined) !== (fields.key_alt === undefined)) {
    details.push(entityDetail(["'cert_alt' and 'key_alt' must be given together"]));
  }
  return details.length === 0 ? { ok: true, fields } : { ok: false, details };
}

/** What is wrong with a certificate and its key. A message never repeats what was sent: it may be a secret. */
function brokenPair(
  fields: EntityFields,
  certificateField: string,
  keyField: string,
): CoreEntityErrorDetail[] {
  const certificatePem = fields[certificateField];
  const keyPem = fields[keyField];
  const parsed = typeof certificatePem === 'string' ? parseCertificate(certificatePem) : undefined;
  const key = typeof keyPem === 'string' ? parseKey(keyPem) : undefined;
  const details: CoreEntityErrorDetail[] = [];
  if (certificatePem !== undefined && parsed === undefined) {
    details.push(fieldDetail(certificateField, ['is not a certificate in PEM form']));
  }
  if (keyPem !== undefined && key === undefined) {
    details.push(fieldDetail(keyField, ['is not an unencrypted private key in PEM form']));
  }
  if (parsed !== undefined && key !== undefined && !parsed.checkPrivateKey(key)) {
    details.push(fieldDetail(keyField, [`does not belong to '${certificateField}'`]));
  }
  return details;
}

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    // The parser has no other way to say that it isn't one.
    return undefined;
  }
}

function parseKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
