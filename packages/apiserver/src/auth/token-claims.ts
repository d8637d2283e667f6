import { isObject } from '../schema/json-object.ts';

/** Who issues tokens: the name of the API server within a cluster, whatever address clients reach it by. */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** The issuer of tokens that lie in Secrets and don't expire. */
export const SECRET_ISSUER = 'kubernetes/serviceaccount';

/** An object that a token belongs to. */
export interface ObjectId {
  name: string;
  uid: string;
}

/** A kind of object that a token can be bound to: it is valid as long as that object is there. */
export type BoundKind = 'pod' | 'secret' | 'node';

/** What a token of a ServiceAccount says. */
export interface TokenClaims {
  namespace: string;
  account: ObjectId;
  /** For whom the token is meant. */
  audiences: readonly string[];
  bound: { kind: BoundKind; object: ObjectId } | undefined;
  /** The Secret that the token lies in, where it is one that doesn't expire. */
  secretName: string | undefined;
  /** Tells tokens apart in logs. Empty for tokens in Secrets. */
  id: string;
  /** Infinity for tokens in Secrets. */
  expiresMs: number;
}

/** The claims of a token that expires, as kube-apiserver writes them, apart from times. */
export function boundPayload({ namespace, account, bound }: TokenClaims): Record<string, unknown> {
  const part = bound && { [bound.kind]: bound.object };
  return { 'kubernetes.io': { namespace, ...part, serviceaccount: account } };
}

/** The claims of a token that lies in a Secret. */
export function secretPayload({ namespace, account, secretName }: TokenClaims): Record<string, unknown> {
  const prefix = 'kubernetes.io/serviceaccount';
  return {
    [`${prefix}/namespace`]: namespace,
    [`${prefix}/secret.name`]: secretName,
    [`${prefix}/service-account.name`]: account.name,
    [`${prefix}/service-account.uid`]: account.uid,
  };
}

/** Reads the claims of a token whose signature is good; undefined when they are not a ServiceAccount's. */
export function readClaims(payload: Record<string, unknown>): TokenClaims | undefined {
  return payload['iss'] === SECRET_ISSUER ? readSecretClaims(payload) : readBoundClaims(payload);
}

function readBoundClaims(payload: Record<string, unknown>): TokenClaims | undefined {
  const own = payload['kubernetes.io'];
  if (!isObject(own)) return undefined;
  const account = readId(own['serviceaccount']);
  const { exp, jti, aud } = payload;
  if (account === undefined || typeof own['namespace'] !== 'string' || typeof exp !== 'number')
    return undefined;
  return {
    namespace: own['namespace'],
    account,
    audiences: [aud].flat().filter((one) => typeof one === 'string'),
    bound: readBound(own),
    secretName: undefined,
    id: String(jti ?? ''),
    expiresMs: exp * 1000,
  };
}

function readBound(own: Record<string, unknown>): TokenClaims['bound'] {
  for (const kind of ['pod', 'secret', 'node'] as const) {
    const object = readId(own[kind]);
    if (object !== undefined) return { kind, object };
  }
  return undefined;
}

function readSecretClaims(payload: Record<string, unknown>): TokenClaims | undefined {
  const claim = (name: string): string => String(payload[`kubernetes.io/serviceaccount/${name}`] ?? '');
  const namespace = claim('namespace');
  const account = { name: claim('service-account.name'), uid: claim('service-account.uid') };
  if (namespace === '' || account.name === '' || claim('secret.name') === '') return undefined;
  return {
    namespace,
    account,
    audiences: [ISSUER],
    bound: undefined,
    secretName: claim('secret.name'),
    id: '',
    expiresMs: Number.POSITIVE_INFINITY,
  };
}

function readId(value: unknown): ObjectId | undefined {
  if (!isObject(value) || typeof value['name'] !== 'string' || typeof value['uid'] !== 'string')
    return undefined;
  return { name: value['name'], uid: value['uid'] };
}
