import Type, { type Static } from 'typebox';
import { Uuid } from './entity-fields.ts';

/** A certificate by which data planes may connect, as the API answers it. Times in whole Unix seconds. */
export const DataPlaneCertificate = Type.Object(
  {
    id: Uuid,
    title: Type.Optional(Type.String()),
    cert: Type.String(),
    created_at: Type.Integer(),
    updated_at: Type.Integer(),
  },
  { additionalProperties: false },
);
export type DataPlaneCertificate = Static<typeof DataPlaneCertificate>;

/** The body of a POST or PUT of such a certificate: in PEM form, without its private key. */
export const DataPlaneCertificateRequest = Type.Object(
  {
    cert: Type.String({ minLength: 1, maxLength: 128 * 1024 }),
    title: Type.Optional(Type.String({ maxLength: 256 })),
  },
  { additionalProperties: false },
);
export type DataPlaneCertificateRequest = Static<typeof DataPlaneCertificateRequest>;
