import { randomUUID } from 'node:crypto';
import type { ServiceAccountTokens } from '../../auth/service-account-tokens.ts';
import { type BoundKind, ISSUER, type TokenClaims } from '../../auth/token-claims.ts';
import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import { invalidValue } from '../../schema/make-field-error.ts';
import { badRequest, conflict, invalid, notFound, type ResourceName } from '../../status/api-error.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { objectKey, type StoredEntry } from '../../storage/stored-entry.ts';
import type { Asked, Question } from '../question.ts';
import { timestamp } from '../registry-context.ts';
import { partOf, textOf, textsOf } from './read-part.ts';
import { reviewKind } from './reviews/review-kind.ts';
import { specOf } from './reviews/review-spec.ts';

const GROUP = 'authentication.k8s.io';
const DEFAULT_LIFETIME_S = 3600;
const MIN_LIFETIME_S = 600;
const MAX_LIFETIME_S = 2 ** 32;

const serviceAccounts: ResourceName = { group: '', resource: 'serviceaccounts' };

/** What tokens can be bound to, by kind. */
const boundKinds: ReadonlyMap<unknown, BoundKind> = new Map([
  ['Pod', 'pod'],
  ['Secret', 'secret'],
  ['Node', 'node'],
]);

/** TokenRequest, the subresource `token` of ServiceAccounts: answers with a new token of the account. */
export function tokenRequest(tokens: ServiceAccountTokens, store: ObjectStore, now: () => Date): Question {
  const answer = async (request: KubeObject, asked: Asked): Promise<KubeObject> => {
    checkRequest(request, asked.name);
    const account = find(store, serviceAccounts, asked.namespace, asked.name);
    const spec = specOf(request);
    const lifetimeSeconds = Number(spec['expirationSeconds'] ?? DEFAULT_LIFETIME_S);
    const wanted = textsOf(spec['audiences']);
    const claims: TokenClaims = {
      namespace: asked.namespace,
      account: { name: account.name, uid: account.uid },
      audiences: wanted.length > 0 ? wanted : [ISSUER],
      bound: findBound(store, account, spec['boundObjectRef']),
      secretName: undefined,
      id: randomUUID(),
      expiresMs: now().getTime() + lifetimeSeconds * 1000,
    };
    const expirationTimestamp = timestamp(new Date(claims.expiresMs));
    const { namespace } = asked;
    const metadata = { name: asked.name, namespace, creationTimestamp: timestamp(now()) };
    return {
      ...request,
      metadata,
      spec: { ...spec, audiences: claims.audiences, expirationSeconds: lifetimeSeconds },
      status: { expirationTimestamp, token: asked.dryRun ? '' : await tokens.issue(claims) },
    };
  };
  const { storageVersion } = reviewKind(GROUP, 'TokenRequest', true, answer);
  return { version: storageVersion, answer };
}

/** The rules of pkg/apis/authentication/validation. */
function checkRequest(request: KubeObject, accountName: string): void {
  const { name } = request.metadata;
  if (name !== undefined && name !== '' && name !== accountName) {
    throw badRequest(
      `metadata.name: Invalid value: ${JSON.stringify(name)}: must match the service account name if specified`,
    );
  }
  const seconds = Number(specOf(request)['expirationSeconds'] ?? DEFAULT_LIFETIME_S);
  const errors: FieldError[] = [];
  const refuse = (why: string) => errors.push(invalidValue('spec.expirationSeconds', seconds, why));
  if (seconds < MIN_LIFETIME_S) refuse('may not specify a duration less than 10 minutes');
  if (seconds > MAX_LIFETIME_S) refuse('may not specify a duration larger than 2^32 seconds');
  if (errors.length > 0) throw invalid({ group: GROUP, kind: 'TokenRequest' }, name ?? '', errors);
}

/** @throws ApiError 400 for what a token can't be bound to, 404 when it isn't there, 409 when it is another one */
function findBound(store: ObjectStore, account: StoredEntry, ref: unknown): TokenClaims['bound'] {
  if (!isObject(ref)) return undefined;
  const { kind: kindName, apiVersion, name, uid } = ref;
  const kind = apiVersion === 'v1' || apiVersion === undefined ? boundKinds.get(kindName) : undefined;
  if (kind === undefined) {
    throw badRequest(
      `cannot bind token for serviceaccount to a type ${apiVersion ?? ''}, Kind=${kindName}: it has to be v1 Pod, Secret or Node`,
    );
  }
  const resource = { group: '', resource: `${kind}s` };
  const entry = find(store, resource, kind === 'node' ? '' : account.namespace, String(name ?? ''));
  if (typeof uid === 'string' && uid !== '' && uid !== entry.uid) {
    const why =
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have ` +
      'been deleted and then recreated';
    throw conflict(resource, entry.name, why);
  }
  if (kind === 'pod' && accountOf(entry) !== account.name) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account.name)} to pod running with different serviceaccount name.`,
    );
  }
  return { kind, object: { name: entry.name, uid: entry.uid } };
}

/** The ServiceAccount that a Pod runs as. */
function accountOf({ json }: StoredEntry): string {
  const { spec }: KubeObject = JSON.parse(json);
  return textOf(partOf(spec)['serviceAccountName']);
}

function find(store: ObjectStore, resource: ResourceName, namespace: string, name: string): StoredEntry {
  const entry = store.table(resource.resource).get(objectKey(namespace, name));
  if (entry === undefined) throw notFound(resource, name);
  return entry;
}
