import type { Logger } from 'pino';
import type { ServiceAccountTokens } from '../auth/service-account-tokens.ts';
import { ISSUER } from '../auth/token-claims.ts';
import type { KubeObject } from '../kube-object.ts';
import { ACCOUNT_NAME, ACCOUNT_UID, SERVICE_ACCOUNT_TOKEN, secret } from '../registry/built-ins/secret.ts';
import { SERVICE_ACCOUNTS } from '../registry/built-ins/service-account.ts';
import { deleteObject } from '../registry/delete-object.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import { isObject } from '../schema/json-object.ts';
import { ApiError } from '../status/api-error.ts';
import type { Change } from '../storage/change.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { KeyQueue } from './key-queue.ts';
import { changeObject, serverDelete, serverTarget } from './server-write.ts';

/**
 * Fills the Secrets of type `kubernetes.io/service-account-token` that somebody has created for a ServiceAccount: with
 * a token that doesn't expire, the namespace, and the certificate of the server's authority. A Secret whose account
 * isn't there is deleted, as is every one of an account that is deleted.
 */
export class SecretTokens {
  readonly #context: RegistryContext;
  readonly #tokens: ServiceAccountTokens;
  readonly #rootCa: string | undefined;
  readonly #queue: KeyQueue;

  constructor(
    context: RegistryContext,
    tokens: ServiceAccountTokens,
    rootCa: string | undefined,
    logger: Logger | undefined,
  ) {
    this.#context = context;
    this.#tokens = tokens;
    this.#rootCa = rootCa;
    this.#queue = new KeyQueue('token of a ServiceAccount', (key) => this.#settle(key), logger);
    this.#queueSecrets('');
    context.store.onPublished((changes) => this.#observe(changes));
  }

  close(): void {
    this.#queue.close();
  }

  #observe(changes: readonly Change[]): void {
    for (const { resource, type, entry, key } of changes) {
      if (resource === secret.id && type !== 'DELETED' && mayHoldToken(entry)) this.#queue.add(key);
      else if (resource === SERVICE_ACCOUNTS && type === 'DELETED') this.#queueSecrets(entry.namespace);
    }
  }

  /** @param namespace empty for all */
  #queueSecrets(namespace: string): void {
    const { store } = this.#context;
    const prefix = namespace === '' ? '' : objectKey(namespace, '');
    for (const entry of store.table(secret.id).snapshot(store.revision, prefix) ?? []) {
      if (mayHoldToken(entry)) this.#queue.add(objectKey(entry.namespace, entry.name));
    }
  }

  async #settle(key: string): Promise<void> {
    const entry = this.#context.store.table(secret.id).head(key);
    if (entry === undefined || entry.deleting) return;
    const object: KubeObject = JSON.parse(entry.json);
    if (object['type'] !== SERVICE_ACCOUNT_TOKEN) return;
    const annotations = object.metadata.annotations ?? {};
    const account = this.#account(entry.namespace, annotations[ACCOUNT_NAME] ?? '');
    const isOthers = annotations[ACCOUNT_UID] !== undefined && annotations[ACCOUNT_UID] !== account?.uid;
    if (account === undefined || isOthers) return this.#delete(entry);
    if (!isFilled(object, this.#rootCa)) await this.#fill(entry, account);
  }

  #account(namespace: string, name: string): StoredEntry | undefined {
    const account = this.#context.store.table(SERVICE_ACCOUNTS).head(objectKey(namespace, name));
    return account?.deleting ? undefined : account;
  }

  async #delete(entry: StoredEntry): Promise<void> {
    try {
      await deleteObject(this.#context, serverTarget(secret, entry), { ...serverDelete, uid: entry.uid });
    } catch (error) {
      // Gone already, or replaced by another one, which comes to the queue by itself.
      if (!(error instanceof ApiError) || (error.status.code !== 404 && error.status.code !== 409))
        throw error;
    }
  }

  async #fill(entry: StoredEntry, account: StoredEntry): Promise<void> {
    const { namespace, name: secretName } = entry;
    const token = await this.#tokens.issue({
      namespace,
      account: { name: account.name, uid: account.uid },
      audiences: [ISSUER],
      bound: undefined,
      secretName,
      id: '',
      expiresMs: Number.POSITIVE_INFINITY,
    });
    await changeObject(this.#context, serverTarget(secret, entry), entry.uid, (object) => {
      const data = isObject(object['data']) ? object['data'] : {};
      object.metadata.annotations = { ...object.metadata.annotations, [ACCOUNT_UID]: account.uid };
      object['data'] = {
        ...data,
        token: data['token'] ?? base64(token),
        namespace: base64(namespace),
        ...(this.#rootCa !== undefined && { 'ca.crt': base64(this.#rootCa) }),
      };
    });
  }
}

/** Looked for in the text, because nearly no Secret is one of these and reading it all would cost more. */
function mayHoldToken({ json }: StoredEntry): boolean {
  return json.includes(SERVICE_ACCOUNT_TOKEN);
}

function isFilled({ data, metadata }: KubeObject, rootCa: string | undefined): boolean {
  if (!isObject(data) || metadata.annotations?.[ACCOUNT_UID] === undefined) return false;
  const ca = rootCa === undefined ? data['ca.crt'] : base64(rootCa);
  return data['token'] !== undefined && data['namespace'] !== undefined && data['ca.crt'] === ca;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
