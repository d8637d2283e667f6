import { randomUUID } from 'node:crypto';
import type { User } from '../auth/user.ts';
import type { Caller } from '../authorization/access-control.ts';
import { type Decision, reasonOf } from '../authorization/authorizer.ts';
import { isConfidential } from '../authorization/confidential.ts';
import { isPath } from '../authorization/request-attributes.ts';
import type { ApiResponse } from '../http/api-response.ts';
import type { Route } from '../http/router.ts';
import { isObject, type UnknownObject } from '../schema/json-object.ts';
import type { ApiError } from '../status/api-error.ts';

/** How a request came in. */
export interface ReceivedRequest {
  method: string;
  uri: string;
  sourceIp: string;
  userAgent: string | undefined;
}

/**
 * What is learnt about one request, for the audit log. An event has level `Metadata`: who asked for what and what came
 * of it, and nothing of what was sent or answered, so that neither Secrets nor tokens can get into the log.
 */
export class AuditRecord {
  /** Tells the request's events apart from others; the client gets it as the header `Audit-ID`. */
  readonly id = randomUUID();
  readonly #received: ReceivedRequest;
  readonly #receivedMs = Date.now();
  readonly #write: (line: string) => void;
  #caller: Caller | undefined;
  #route: Route | undefined;
  #decision: Decision | undefined;
  #created: UnknownObject = {};

  /** @param write takes each event as one line of JSON */
  constructor(received: ReceivedRequest, write: (line: string) => void) {
    this.#received = received;
    this.#write = write;
  }

  /** It is known who asks, or in whose name. */
  identified(caller: Caller): void {
    this.#caller = caller;
  }

  /** It is known what they ask for. */
  routed(route: Route): void {
    this.#route = route;
  }

  /** It is known whether they may. */
  decided(decision: Decision): void {
    this.#decision = decision;
  }

  /** There is an answer. One that goes on is an event of its own. */
  answered(answer: ApiResponse): void {
    if (typeof answer.body === 'function') this.#emit('ResponseStarted', answer.status, undefined);
    else if (answer.status === 201) this.#created = createdObject(answer);
  }

  /** The answer has been sent, or the client is gone. */
  completed(code: number, refusal: ApiError | undefined): void {
    this.#emit('ResponseComplete', code, refusal);
  }

  #emit(stage: string, code: number, refusal: ApiError | undefined): void {
    const { uri, sourceIp, userAgent } = this.#received;
    const caller = this.#caller;
    const user = caller?.impersonator ?? caller?.user;
    const { verb = this.#received.method.toLowerCase() } = this.#route?.attributes ?? {};
    this.#write(
      JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'Metadata',
        auditID: this.id,
        stage,
        requestURI: uri,
        verb,
        user: user === undefined ? {} : toUserInfo(user),
        impersonatedUser: caller?.impersonator && toUserInfo(caller.user),
        sourceIPs: [sourceIp],
        userAgent,
        objectRef: this.#objectRef(),
        responseStatus: { metadata: {}, ...this.#outcome(refusal), code },
        requestReceivedTimestamp: microTime(this.#receivedMs),
        stageTimestamp: microTime(Date.now()),
        annotations: this.#annotations(),
      }),
    );
  }

  /**
   * Why a request was refused, in words where it is about permissions: other words may quote what was sent. A webhook
   * chooses its own, and it chooses the reason, too.
   */
  #outcome(refusal: ApiError | undefined): UnknownObject {
    if (refusal === undefined) return {};
    const { status, reason, message } = refusal.status;
    // Whoever was let in may have been refused by a webhook.
    const isLetIn = this.#decision?.allowed === true;
    if (isLetIn && this.#route !== undefined && isConfidential(this.#route.attributes)) return { status };
    return { status, ...(reason === 'Forbidden' && { message }), reason };
  }

  #objectRef(): UnknownObject | undefined {
    const route = this.#route;
    if (route === undefined || isPath(route.attributes)) return undefined;
    const { group, resource, subresource, namespace, name } = route.attributes;
    return {
      resource,
      namespace: namespace || undefined,
      name: name || undefined,
      ...this.#created,
      apiGroup: group || undefined,
      apiVersion: route.version,
      subresource: subresource || undefined,
    };
  }

  #annotations(): Record<string, string> | undefined {
    const decision = this.#decision;
    return (
      decision && {
        'authorization.k8s.io/decision': decision.allowed ? 'allow' : 'forbid',
        'authorization.k8s.io/reason': reasonOf(decision),
      }
    );
  }
}

/** How the object that was created is called: a POST may leave its name to the server. */
function createdObject({ body, contentType }: ApiResponse): UnknownObject {
  if (typeof body !== 'string' || !contentType.startsWith('application/json')) return {};
  const { metadata } = JSON.parse(body);
  if (!isObject(metadata)) return {};
  const { name, uid, resourceVersion } = metadata;
  return { name, uid, resourceVersion };
}

function toUserInfo({ name, uid, groups, extra }: User): UnknownObject {
  return { username: name, uid: uid || undefined, groups, extra };
}

/** meta/v1 MicroTime. */
function microTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('Z', '000Z');
}
