import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import { describe, expect, it } from 'vitest';
import { auth, secret, stored } from '../../test/manifests.ts';
import { type Credentials, readCredentials as readWith, type Secret } from './credentials.ts';

/** Reads without any grant. */
function readCredentials(auth: KonnectAPIAuthConfiguration, holding: Secret | undefined): Credentials {
  return readWith(auth, holding, () => false);
}

function configuration(spec: object): KonnectAPIAuthConfiguration {
  return stored<KonnectAPIAuthConfiguration>({
    ...auth(),
    spec: { serverURL: 'us.api.konghq.com', ...spec },
  });
}

const byRef = configuration({ type: 'secretRef', secretRef: { name: 'konnect-token' } });

function holding(data: Record<string, string>): Secret {
  return stored<Secret>({ ...secret(), data });
}

const encoded = (text: string) => Buffer.from(text).toString('base64');
const serverUrl = 'https://us.api.konghq.com';

describe('credentials', () => {
  it.each([
    ['a token in the configuration', configuration({ type: 'token', token: 'kpat_a' }), undefined, 'kpat_a'],
    ['a token in a Secret', byRef, holding({ token: encoded('spat_b') }), 'spat_b'],
    ['a token with a line break at its end', byRef, holding({ token: encoded('spat_b\n') }), 'spat_b'],
    ['a token of any form', byRef, holding({ token: encoded('whatever') }), 'whatever'],
    [
      'a Secret whose namespace is named though it is the same',
      configuration({ type: 'secretRef', secretRef: { name: 'konnect-token', namespace: 'default' } }),
      holding({ token: encoded('kpat_a') }),
      'kpat_a',
    ],
  ])('are %s', (_case, of, with_, token) => {
    expect(readCredentials(of, with_)).toEqual({ ok: true, serverUrl, token });
  });

  const wrong: [string, Credentials, string | undefined, string][] = [
    [
      'a server that is none',
      readCredentials(configuration({ type: 'token', token: 'kpat_a', serverURL: 'http://a' }), undefined),
      undefined,
      'spec.serverURL "http://a" is neither a host name nor an https URL',
    ],
    [
      'an empty token',
      readCredentials(configuration({ type: 'token', token: '' }), undefined),
      serverUrl,
      'spec.token is empty',
    ],
    [
      'no reference',
      readCredentials(configuration({ type: 'secretRef' }), undefined),
      serverUrl,
      'spec.secretRef.name is missing; name the Secret that holds the token',
    ],
    [
      'no Secret',
      readCredentials(byRef, undefined),
      serverUrl,
      'there is no Secret default/konnect-token with the label konghq.com/credential: konnect',
    ],
    [
      'a Secret without the key',
      readCredentials(byRef, holding({ other: encoded('kpat_hidden') })),
      serverUrl,
      'Secret default/konnect-token has no key "token"',
    ],
    [
      'a Secret of another namespace',
      readCredentials(
        configuration({ type: 'secretRef', secretRef: { name: 'konnect-token', namespace: 'other' } }),
        holding({ token: encoded('kpat_hidden') }),
      ),
      serverUrl,
      'Secret other/konnect-token is in another namespace, and no KongReferenceGrant in other permits a KonnectAPIAuthConfiguration of default to refer to it',
    ],
  ];
  it.each(wrong)(
    'can not be read because of %s, and the message holds no token',
    (_case, read, url, message) => {
      expect(read).toEqual({ ok: false, serverUrl: url, message });
      expect(JSON.stringify(read)).not.toContain('kpat_');
    },
  );
});
