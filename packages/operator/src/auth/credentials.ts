import type { KubernetesObject } from '@sluice/controller-runtime';
import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import { type NamespacedName, namespacedName } from '../entity/entity-object.ts';
import { normaliseServerUrl } from '../konnect/server-url.ts';

/** The label without which a Secret is no credential (it keeps the operator from reading every Secret). */
export const credentialLabel = { key: 'konghq.com/credential', value: 'konnect' } as const;

/** The key of the Secret that holds the token. */
const tokenKey = 'token';

/** A Secret as far as it is read here. */
export interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** A server and a token for it; or what is wrong with the configuration, in a sentence without the token. */
export type Credentials =
  | { readonly ok: true; readonly serverUrl: string; readonly token: string }
  | { readonly ok: false; readonly serverUrl: string | undefined; readonly message: string };

/** The Secret that an auth configuration refers to; undefined when it holds its token itself. */
export function secretOf({ spec, metadata }: KonnectAPIAuthConfiguration): NamespacedName | undefined {
  if (spec.type !== 'secretRef') return undefined;
  return { namespace: spec.secretRef?.namespace ?? metadata.namespace, name: spec.secretRef?.name ?? '' };
}

/** Reads what an auth configuration leads to. `secret` is the Secret that it refers to, if the cache has it. */
export function readCredentials(auth: KonnectAPIAuthConfiguration, secret: Secret | undefined): Credentials {
  const serverUrl = normaliseServerUrl(auth.spec.serverURL);
  const wrong = (message: string): Credentials => ({ ok: false, serverUrl, message });
  if (!serverUrl) {
    return wrong(
      `spec.serverURL ${JSON.stringify(auth.spec.serverURL)} is neither a host name nor an https URL`,
    );
  }
  const at = secretOf(auth);
  if (!at) {
    const { token } = auth.spec;
    return token ? { ok: true, serverUrl, token } : wrong('spec.token is empty');
  }
  if (at.name === '') return wrong('spec.secretRef.name is missing; name the Secret that holds the token');
  const name = namespacedName(at);
  if (at.namespace !== auth.metadata.namespace) {
    return wrong(`Secret ${name} is in another namespace, and no KongReferenceGrant permits it`);
  }
  if (!secret) {
    const label = `${credentialLabel.key}: ${credentialLabel.value}`;
    return wrong(`there is no Secret ${name} with the label ${label}`);
  }
  const token = Buffer.from(secret.data?.[tokenKey] ?? '', 'base64')
    .toString('utf8')
    .trim();
  return token
    ? { ok: true, serverUrl, token }
    : wrong(`Secret ${name} has no key ${JSON.stringify(tokenKey)}`);
}
