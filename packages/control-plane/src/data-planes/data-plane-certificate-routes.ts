import { X509Certificate } from 'node:crypto';
import {
  CONTROL_PLANES_PATH,
  DataPlaneCertificateRequest,
  GRPC_CODE,
  plainCoreEntityError,
} from '@sluice/konnect-api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findByPath } from '../control-planes/control-plane-path.ts';
import type { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import { notAUuid } from '../core-entities/entity-path.ts';
import { notFoundError } from '../core-entities/write-access.ts';
import { actorOf } from '../http/actor-of.ts';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { sendJson } from '../http/send-json.ts';
import { parseUuid } from '../http/uuid.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import { KEY_REUSED_MESSAGE } from '../idempotency/idempotent-writes.ts';
import { compileReader, type ReadResult } from '../validation/schema-reader.ts';
import type {
  CertificateScope,
  DataPlaneCertificateStore,
  WriteCertificateResult,
} from './data-plane-certificate-store.ts';
import { sendLegacyBrokenPath, sendLegacyProblems } from './legacy-replies.ts';

const ALL = `${CONTROL_PLANES_PATH}/:controlPlaneId/dp-client-certificates`;
const ONE = `${ALL}/:certificateId`;

const readSchema = compileReader(DataPlaneCertificateRequest);

/** The certificates by which data planes prove that they belong to a control plane. */
export function addDataPlaneCertificateRoutes(
  app: FastifyInstance,
  controlPlanes: ControlPlaneStore,
  store: DataPlaneCertificateStore,
): void {
  /** Runs the handler with the control plane of the path, or sends that there is none. */
  function within(
    handle: (scope: CertificateScope, request: FastifyRequest, reply: FastifyReply) => unknown,
  ) {
    return async (request: FastifyRequest, reply: FastifyReply) => {
      const found = await findByPath(request, controlPlanes);
      if (!found.ok) {
        return sendLegacyBrokenPath(reply, found.reason);
      }
      const { organizationId, controlPlane } = found;
      return handle(
        { organizationId, controlPlaneId: controlPlane.id, actor: actorOf(request) },
        request,
        reply,
      );
    };
  }

  /** The same with the id of a certificate. */
  function withinOne(handle: (scope: CertificateScope, id: string, reply: FastifyReply) => unknown) {
    return within((scope, request, reply) => {
      const { certificateId } = request.params as { certificateId: string };
      const id = parseUuid(certificateId);
      return id === undefined
        ? sendCoreEntityError(reply, notAUuid(certificateId))
        : handle(scope, id, reply);
    });
  }

  app.get(
    ALL,
    within(async ({ controlPlaneId }, _request, reply) => {
      const items = await store.list(controlPlaneId);
      return sendJson(reply, 200, { items, page: { total_count: items.length } });
    }),
  );

  app.post(
    ALL,
    within(async (scope, request, reply) => {
      const input = readBody(request.body);
      return input.ok
        ? sendWritten(reply, 201, await store.create(scope, input.value, idempotencyKeyOf(request)))
        : sendLegacyProblems(reply, input.problems);
    }),
  );

  app.get(
    ONE,
    withinOne(async ({ controlPlaneId }, id, reply) => {
      const item = await store.get(controlPlaneId, id);
      return item === undefined
        ? sendCoreEntityError(reply, notFoundError('certificate'))
        : sendJson(reply, 200, { item });
    }),
  );

  app.put(
    ONE,
    withinOne(async (scope, id, reply) => {
      const input = readBody(reply.request.body);
      return input.ok
        ? sendWritten(reply, 200, await store.replace(scope, id, input.value))
        : sendLegacyProblems(reply, input.problems);
    }),
  );

  app.delete(
    ONE,
    withinOne(async (scope, id, reply) => {
      const result = await store.delete(scope, id);
      return result.ok ? reply.code(204).send() : sendRefusal(reply, result.reason);
    }),
  );
}

function readBody(body: unknown): ReadResult<DataPlaneCertificateRequest> {
  const result = readSchema(body);
  if (!result.ok || isCertificate(result.value.cert)) {
    return result;
  }
  return {
    ok: false,
    problems: [{ field: 'cert', message: 'is not a certificate in PEM form', reason: { kind: 'invalid' } }],
  };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey !== undefined;
  } catch {
    // The parser has no other way to say that it isn't one.
    return false;
  }
}

function sendWritten(reply: FastifyReply, status: number, result: WriteCertificateResult): FastifyReply {
  return result.ok
    ? sendJson(reply, status, { item: result.certificate })
    : sendRefusal(reply, result.reason);
}

function sendRefusal(reply: FastifyReply, reason: 'not-found' | 'key-reused'): FastifyReply {
  return sendCoreEntityError(
    reply,
    reason === 'not-found'
      ? notFoundError('certificate')
      : plainCoreEntityError(422, GRPC_CODE.invalidArgument, KEY_REUSED_MESSAGE),
  );
}
