import Type, { type Static } from 'typebox';
import { Tags, Uuid } from './entity-fields.ts';
import { rule } from './rule.ts';

/** Room for a long chain of large certificates. */
const MAX_PEM_LENGTH = 128 * 1024;

const CertificatePem = Type.String({
  minLength: 1,
  maxLength: MAX_PEM_LENGTH,
  pattern: '-----BEGIN CERTIFICATE-----',
  ...rule('must be a certificate in PEM form'),
});

const PrivateKeyPem = Type.String({
  minLength: 1,
  maxLength: MAX_PEM_LENGTH,
  pattern: '-----BEGIN ([A-Z]+ )?PRIVATE KEY-----',
  ...rule('must be an unencrypted private key in PEM form'),
});

const required = { cert: CertificatePem, key: PrivateKeyPem };

/** A second certificate of another key type (RSA beside ECDSA), both or neither. */
const optional = {
  cert_alt: Type.Optional(CertificatePem),
  key_alt: Type.Optional(PrivateKeyPem),
  tags: Type.Optional(Tags),
};

/**
 * A certificate with its private key as the API answers it. Who may only read gets it without the keys. Times in whole
 * Unix seconds.
 */
export const Certificate = Type.Object(
  {
    id: Uuid,
    cert: CertificatePem,
    key: Type.Optional(PrivateKeyPem),
    ...optional,
    created_at: Type.Integer(),
    updated_at: Type.Integer(),
  },
  { additionalProperties: false },
);
export type Certificate = Static<typeof Certificate>;

/** The body of a POST or PUT of a certificate. */
export const CertificateRequest = Type.Object(
  {
    id: Type.Optional(Uuid),
    ...required,
    ...optional,
    created_at: Type.Optional(Type.Integer()),
    updated_at: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);
