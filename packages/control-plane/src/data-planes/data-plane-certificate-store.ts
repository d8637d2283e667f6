import { randomUUID } from 'node:crypto';
import type { DataPlaneCertificate, DataPlaneCertificateRequest } from '@sluice/konnect-api';
import type { Kysely } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import type { IdempotencyKey } from '../idempotency/idempotency-key.ts';
import { IdempotentWrites, type KEY_REUSED } from '../idempotency/idempotent-writes.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Database, WriteTransaction } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';

/** The control plane whose certificates are meant, and on whose behalf. */
export interface CertificateScope {
  organizationId: string;
  controlPlaneId: string;
  actor: Actor;
}

/** The certificate as written, or that there is none (any more) to write, or nowhere to write it. */
export type WriteCertificateResult =
  | { ok: true; certificate: DataPlaneCertificate }
  | { ok: false; reason: 'not-found' }
  | typeof KEY_REUSED;

const COLUMNS = ['id', 'title', 'cert', 'created_at', 'updated_at'] as const;

/** Where the certificates are kept by which data planes may connect. A control plane takes its own along. */
export class DataPlaneCertificateStore {
  readonly #database: Database;
  readonly #idempotentWrites: IdempotentWrites;

  constructor(database: Database, secretBox: SecretBox) {
    this.#database = database;
    this.#idempotentWrites = new IdempotentWrites(secretBox);
  }

  /** All certificates of a control plane, the oldest first. */
  async list(controlPlaneId: string): Promise<DataPlaneCertificate[]> {
    const rows = await this.#database.reader
      .selectFrom('data_plane_certificates')
      .select(COLUMNS)
      .where('control_plane_id', '=', controlPlaneId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(fromRow);
  }

  get(controlPlaneId: string, id: string): Promise<DataPlaneCertificate | undefined> {
    return find(this.#database.reader, controlPlaneId, id);
  }

  create(
    scope: CertificateScope,
    request: DataPlaneCertificateRequest,
    key?: IdempotencyKey,
  ): Promise<WriteCertificateResult> {
    return this.#database.write(
      (transaction) =>
        this.#idempotentWrites.run<WriteCertificateResult>(transaction, key, () =>
          insert(transaction, scope, request),
        ),
      scope.actor,
    );
  }

  replace(
    scope: CertificateScope,
    id: string,
    request: DataPlaneCertificateRequest,
  ): Promise<WriteCertificateResult> {
    return this.#database.write(async (transaction) => {
      const before = await find(transaction.db, scope.controlPlaneId, id);
      if (before === undefined) {
        return { ok: false, reason: 'not-found' };
      }
      if (before.cert === request.cert && before.title === request.title) {
        return { ok: true, certificate: before };
      }
      const certificate: DataPlaneCertificate = {
        id,
        ...titleOf(request.title),
        cert: request.cert,
        created_at: before.created_at,
        updated_at: unixSeconds(),
      };
      await transaction.db
        .updateTable('data_plane_certificates')
        .set({ title: request.title ?? null, cert: certificate.cert, updated_at: certificate.updated_at })
        .where('control_plane_id', '=', scope.controlPlaneId)
        .where('id', '=', id)
        .execute();
      record(transaction, scope, before, certificate);
      return { ok: true, certificate };
    }, scope.actor);
  }

  delete(scope: CertificateScope, id: string): Promise<WriteCertificateResult> {
    return this.#database.write(async (transaction) => {
      const before = await find(transaction.db, scope.controlPlaneId, id);
      if (before === undefined) {
        return { ok: false, reason: 'not-found' };
      }
      await transaction.db
        .deleteFrom('data_plane_certificates')
        .where('control_plane_id', '=', scope.controlPlaneId)
        .where('id', '=', id)
        .execute();
      record(transaction, scope, before, undefined);
      return { ok: true, certificate: before };
    }, scope.actor);
  }
}

async function insert(
  transaction: WriteTransaction,
  scope: CertificateScope,
  { cert, title }: DataPlaneCertificateRequest,
): Promise<WriteCertificateResult> {
  // It was there when the path was read, and may be gone by now.
  if ((await transaction.ledger.find(scope.controlPlaneId)) === undefined) {
    return { ok: false, reason: 'not-found' };
  }
  const now = unixSeconds();
  const certificate = { id: randomUUID(), ...titleOf(title), cert, created_at: now, updated_at: now };
  await transaction.db
    .insertInto('data_plane_certificates')
    .values({ ...certificate, title: title ?? null, control_plane_id: scope.controlPlaneId })
    .execute();
  record(transaction, scope, undefined, certificate);
  return { ok: true, certificate };
}

async function find(
  db: Kysely<Tables>,
  controlPlaneId: string,
  id: string,
): Promise<DataPlaneCertificate | undefined> {
  const row = await db
    .selectFrom('data_plane_certificates')
    .select(COLUMNS)
    .where('control_plane_id', '=', controlPlaneId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && fromRow(row);
}

type Row = Omit<DataPlaneCertificate, 'title'> & { title: string | null };

function fromRow({ id, title, cert, created_at, updated_at }: Row): DataPlaneCertificate {
  return { id, ...titleOf(title), cert, created_at, updated_at };
}

function titleOf(title: string | null | undefined): { title?: string } {
  return title === null || title === undefined ? {} : { title };
}

function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Notes a change in the audit trail. A certificate is public; its private key never comes here. */
function record(
  { actor, journal }: WriteTransaction,
  { organizationId, controlPlaneId }: CertificateScope,
  before: DataPlaneCertificate | undefined,
  after: DataPlaneCertificate | undefined,
): void {
  journal.addAudit({
    organization_id: organizationId,
    control_plane_id: controlPlaneId,
    type: 'data_plane_certificate',
    entity_id: after?.id ?? before?.id ?? '',
    operation: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    before: before === undefined ? null : JSON.stringify(before),
    after: after === undefined ? null : JSON.stringify(after),
    at: new Date().toISOString(),
    user_id: actor.userId,
    token_name: actor.tokenName,
    request_id: actor.requestId,
  });
}
