import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { RateLimiter } from '../access/rate-limiter.ts';
import type { Authentication } from '../http/authenticate.ts';
import { sendProblem } from '../http/problem-replies.ts';
import { sendJson } from '../http/send-json.ts';
import type { Identity } from '../identity/identity.ts';
import { csrfProblem, csrfTokenOf, foreignOriginProblem } from './csrf.ts';
import { SESSION_MAX_AGE_SECONDS, type SessionStore, type SessionUser } from './session-store.ts';
import type { SignInLinkStore } from './sign-in-link-store.ts';
import type { SignInMethod } from './sign-in-method.ts';

/** What signing in needs. */
export interface SignIn {
  authentication: Authentication;
  sessions: SessionStore;
  links: SignInLinkStore;
  /** The ways to sign in that the page offers. */
  methods: readonly SignInMethod[];
}

const SESSION = '/sluice/v1/session';

/** Nothing that signs anybody in is longer. */
const MAX_BODY_BYTES = 4 * 1024;

/** So many wrong tokens or codes from one address are looked at within a minute. */
const MAX_FAILURES_PER_MINUTE = 10;

/** The body of `POST /sluice/v1/session`: one of the two. */
export const Credential = Type.Object(
  {
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
  },
  { additionalProperties: false },
);

/** Who is signed in to the page; signing in by a token or a one-time link; signing out. */
export function addSessionRoutes(plainApp: FastifyInstance, signIn: SignIn): void {
  const app = plainApp.withTypeProvider<TypeBoxTypeProvider>();
  const { authentication, sessions, links } = signIn;
  const { identities, cookie, publicUrl } = authentication;
  const failures = new RateLimiter(MAX_FAILURES_PER_MINUTE, 60_000);

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });

  app.get(SESSION, async (request, reply) => {
    const secret = cookie.read(request.headers.cookie);
    const identity = secret && (await identities.identifySession(secret));
    return secret && identity
      ? sendSession(reply, 200, secret, identity)
      : sendJson(reply, 200, { signedIn: false, methods: signIn.methods });
  });

  app.post(SESSION, { schema: { body: Credential }, bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    const foreign = foreignOriginProblem(request, publicUrl());
    if (foreign !== undefined) {
      return sendProblem(reply, 403, foreign);
    }
    const now = performance.now();
    const { allowed, retryAfterSeconds } = failures.peek(request.ip, now);
    if (!allowed) {
      reply.header('retry-after', retryAfterSeconds);
      return sendProblem(reply, 429, 'Too many tries to sign in; try again as Retry-After says');
    }
    const user = await redeem(request.body);
    if (user === undefined) {
      failures.take(request.ip, now);
      request.log.warn({ address: request.ip }, 'A try to sign in failed');
      return sendProblem(reply, 401, 'The token or code is unknown, used up or expired');
    }
    return begin(request, reply, user);
  });

  app.delete(SESSION, async (request, reply) => {
    const secret = cookie.read(request.headers.cookie);
    if (secret === undefined) {
      return sendProblem(reply, 401, 'Nobody is signed in');
    }
    const problem = csrfProblem(request, secret, publicUrl());
    if (problem !== undefined) {
      return sendProblem(reply, 403, problem);
    }
    await sessions.end(secret);
    return reply.code(204).header('set-cookie', cookie.clear()).send();
  });

  /** Whom a token or a code stands for. */
  async function redeem({
    token,
    code,
  }: {
    token?: string;
    code?: string;
  }): Promise<SessionUser | undefined> {
    return code === undefined ? await identities.identifyToken(token ?? '') : links.redeem(code);
  }

  /** Begins a new session in any case: an earlier one of this browser ends, so that nobody can have planted it. */
  async function begin(
    request: FastifyRequest,
    reply: FastifyReply,
    user: SessionUser,
  ): Promise<FastifyReply> {
    const earlier = cookie.read(request.headers.cookie);
    if (earlier !== undefined) {
      await sessions.end(earlier);
    }
    const secret = await sessions.begin(user);
    const identity = await identities.identifySession(secret);
    if (identity === undefined) {
      return sendProblem(reply, 401, 'The user was removed in the meantime');
    }
    reply.header('set-cookie', cookie.set(secret, SESSION_MAX_AGE_SECONDS));
    return sendSession(reply, 201, secret, identity);
  }

  async function sendSession(
    reply: FastifyReply,
    status: number,
    secret: string,
    identity: Identity,
  ): Promise<FastifyReply> {
    const { id, name } = await identities.organization(identity);
    return sendJson(reply, status, {
      signedIn: true,
      person: { id: identity.userId, name: identity.userName },
      organization: { id, name, founding: identity.founding },
      roles: identity.roles,
      csrfToken: csrfTokenOf(secret),
    });
  }
}
