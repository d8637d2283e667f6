import type { KubernetesObject } from '@sluice/controller-runtime';
import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import { type NamespacedName, namespacedName } from '../entity/entity-object.ts';
import { normaliseServerUrl } from '../konnect/server-url.ts';
import { type Crossing, crossing, type Permits, referrerOf } from '../references/grants.ts';

/** The label without which a Secret is no credential (it keeps the operator from reading every Secret). */
export const credentialLabel = { key: 'konghq.com/credential', value: 'konnect' } as const;

/** Whether a Secret carries the label of a credential. */
export function isCredential({ metadata }: Secret): boolean {
  return metadata.labels?.[credentialLabel.key] === credentialLabel.value;
}

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

/** How an auth configuration's reference to its Secret crosses namespaces; undefined where it doesn't. */
export function secretCrossing(auth: KonnectAPIAuthConfiguration, permits: Permits): Crossing | undefined {
  const at = secretOf(auth);
  if (at === undefined || at.name === '') return undefined;
  // How grants write the group that has no name (Kong's contract).
  const secret = { group: 'core', kind: 'Secret', namespace: at.namespace, name: at.name };
  return crossing(referrerOf(auth), secret, permits);
}

const serverUrls = new WeakMap<KonnectAPIAuthConfiguration['spec'], string | undefined>();

/** The server of an auth configuration. Every pass of every entity asks, so that it is parsed once for each spec. */
function serverUrlOf({ spec }: KonnectAPIAuthConfiguration): string | undefined {
  if (!serverUrls.has(spec)) serverUrls.set(spec, normaliseServerUrl(spec.serverURL));
  return serverUrls.get(spec);
}

/** Reads what an auth configuration leads to. `secret` is the Secret that it refers to, if the cache has it. */
export function readCredentials(
  auth: KonnectAPIAuthConfiguration,
  secret: Secret | undefined,
  permits: Permits,
): Credentials {
  const serverUrl = serverUrlOf(auth);
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
  const crossed = secretCrossing(auth, permits);
  if (crossed?.permitted === false) return wrong(crossed.message);
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
