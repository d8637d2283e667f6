import type { Configuration } from 'openid-client';
import type { OpenIdRoleRule } from './openid-roles.ts';

/** How people sign in through an OpenID provider. */
export interface OpenIdOptions {
  /** The provider, as its discovery document names it. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The claim that roles follow from, e.g. `groups`. */
  roleClaim: string;
  roles: readonly OpenIdRoleRule[];
  /** What is asked for beside `openid`. */
  scopes: readonly string[];
}

/** What has to be known again when the browser comes back from the provider. */
export interface OpenIdAttempt {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** Who the provider says that somebody is. */
export interface OpenIdPerson {
  /** `<issuer> <subject>`: the only thing about a person that never changes. */
  externalSubject: string;
  name: string;
  email: string;
  claims: Readonly<Record<string, unknown>>;
}

/**
 * Talks to an OpenID provider: authorization code flow with PKCE, state and nonce. The provider's description is read
 * when the first person wants to sign in, so that the server starts while the provider is down; the library is
 * loaded only then, too.
 */
export class OpenIdClient {
  readonly #options: OpenIdOptions;
  #configuration: Promise<Configuration> | undefined;

  constructor(options: OpenIdOptions) {
    this.#options = options;
  }

  /** Where to send the browser, and what to remember meanwhile. */
  async begin(redirectUri: string): Promise<{ url: URL; attempt: OpenIdAttempt }> {
    const openid = await import('openid-client');
    const attempt = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      codeVerifier: openid.randomPKCECodeVerifier(),
    };
    const url = openid.buildAuthorizationUrl(await this.#discovered(), {
      redirect_uri: redirectUri,
      scope: ['openid', ...this.#options.scopes].join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url, attempt };
  }

  /**
   * Who has come back to `callbackUrl`, whose query has what the provider says. Rejects when the provider refuses, when
   * the answer isn't that to the attempt, and when its signature or audience is wrong.
   */
  async complete(callbackUrl: URL, attempt: OpenIdAttempt): Promise<OpenIdPerson> {
    const openid = await import('openid-client');
    const configuration = await this.#discovered();
    const tokens = await openid.authorizationCodeGrant(configuration, callbackUrl, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    });
    const idClaims = tokens.claims();
    if (idClaims === undefined) {
      throw new Error('The OpenID provider answered no ID token');
    }
    const { userinfo_endpoint: hasUserInfo } = configuration.serverMetadata();
    const userInfo =
      hasUserInfo === undefined
        ? {}
        : await openid.fetchUserInfo(configuration, tokens.access_token, idClaims.sub);
    const claims: Record<string, unknown> = { ...idClaims, ...userInfo };
    const email = text(claims['email']);
    return {
      externalSubject: `${idClaims.iss} ${idClaims.sub}`,
      name: text(claims['name']) || text(claims['preferred_username']) || email || idClaims.sub,
      email,
      claims,
    };
  }

  /** The provider's description; after a failure the next caller tries again. */
  async #discovered(): Promise<Configuration> {
    this.#configuration ??= this.#discover();
    try {
      return await this.#configuration;
    } catch (error) {
      this.#configuration = undefined;
      throw error;
    }
  }

  async #discover(): Promise<Configuration> {
    const openid = await import('openid-client');
    const { issuer, clientId, clientSecret } = this.#options;
    const server = new URL(issuer);
    // Without TLS only for a provider on this machine, whose traffic nobody else sees.
    const execute = server.protocol === 'http:' && isLoopback(server) ? [openid.allowInsecureRequests] : [];
    return openid.discovery(server, clientId, clientSecret, undefined, { execute });
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
