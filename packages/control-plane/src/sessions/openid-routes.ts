import type { FastifyInstance, FastifyReply } from 'fastify';
import type { IdentityStore } from '../identity/identity-store.ts';
import type { OpenIdAttempt, OpenIdClient, OpenIdOptions } from './openid-client.ts';
import type { OpenIdPersonStore } from './openid-person-store.ts';
import { rolesFromClaims } from './openid-roles.ts';
import { readCookie, type SessionCookie } from './session-cookie.ts';
import { SESSION_MAX_AGE_SECONDS, type SessionStore } from './session-store.ts';

/** Where a link of the page begins a sign-in through the provider. */
export const OPENID_SIGN_IN_PATH = '/sluice/v1/session/openid';

/** Where the provider sends browsers back to; it has to be registered there. */
const CALLBACK_PATH = `${OPENID_SIGN_IN_PATH}/callback`;

const ATTEMPT_COOKIE = '__Host-sluice-openid';
const ATTEMPT_MAX_AGE_SECONDS = 600;

/** What signing in through a provider needs. */
export interface OpenIdSignIn {
  options: OpenIdOptions;
  client: OpenIdClient;
  people: OpenIdPersonStore;
  identities: IdentityStore;
  sessions: SessionStore;
  cookie: SessionCookie;
  publicUrl: () => string;
}

/**
 * Signing in through an OpenID provider. What belongs to an attempt is in a cookie of its own, so that any replica can
 * complete it; it is `Lax` because the browser comes back from another site. Nothing that comes back is trusted
 * unless it fits that cookie. Failures lead to the sign-in page, which says what to do by the reason in the address.
 */
export function addOpenIdRoutes(app: FastifyInstance, signIn: OpenIdSignIn): void {
  const { client, people, identities, sessions, cookie, options, publicUrl } = signIn;

  app.get(OPENID_SIGN_IN_PATH, async (request, reply) => {
    try {
      const { url, attempt } = await client.begin(`${publicUrl()}${CALLBACK_PATH}`);
      reply.header('set-cookie', attemptCookie(encode(attempt), ATTEMPT_MAX_AGE_SECONDS));
      return redirect(reply, url.href);
    } catch (error) {
      request.log.error({ err: error, issuer: options.issuer }, 'The OpenID provider could not be asked');
      return redirect(reply, '/sign-in?error=openid-unavailable');
    }
  });

  app.get(CALLBACK_PATH, async (request, reply) => {
    reply.header('set-cookie', attemptCookie('', 0));
    const attempt = decode(readCookie(request.headers.cookie, ATTEMPT_COOKIE));
    if (attempt === undefined) {
      return redirect(reply, '/sign-in?error=openid-expired');
    }
    const person = await client
      .complete(new URL(request.url, publicUrl()), attempt)
      .catch((error: unknown) => request.log.warn({ err: error }, 'A sign-in through OpenID failed'));
    if (!person) {
      return redirect(reply, '/sign-in?error=openid-failed');
    }
    const roles = rolesFromClaims(person.claims, options.roleClaim, options.roles);
    if (roles.length === 0) {
      await people.dismiss(person, request.id);
      identities.forget();
      return redirect(reply, '/sign-in?error=openid-no-role');
    }
    const secret = await sessions.begin(await people.keep(person, roles, request.id));
    reply.header('set-cookie', cookie.set(secret, SESSION_MAX_AGE_SECONDS));
    return redirect(reply, '/');
  });
}

function redirect(reply: FastifyReply, url: string): FastifyReply {
  return reply.code(302).header('location', url).send();
}

function attemptCookie(value: string, maxAgeSeconds: number): string {
  return `${ATTEMPT_COOKIE}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}

function encode({ state, nonce, codeVerifier }: OpenIdAttempt): string {
  return [state, nonce, codeVerifier].join('.');
}

function decode(value: string | undefined): OpenIdAttempt | undefined {
  const [state, nonce, codeVerifier] = value?.split('.') ?? [];
  return state && nonce && codeVerifier ? { state, nonce, codeVerifier } : undefined;
}
