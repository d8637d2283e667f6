import { expect } from 'vitest';
import type { RawAnswer, TestControlPlane } from './test-control-plane.ts';

type Server = Pick<TestControlPlane, 'send'>;

/** Somebody who is signed in by cookie. */
export interface Browser {
  cookie: string;
  csrfToken: string;
  /** Sends as the page does: with the cookie and, to write, the CSRF token. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
}

/** Signs in by a one-time link. */
export function signInByLink(server: Server, url: string): Promise<Browser> {
  return signIn(server, { code: codeOf(url) });
}

/** The code of a one-time link. */
export function codeOf(url: string): string {
  return new URLSearchParams(new URL(url).hash.slice(1)).get('code') ?? '';
}

/** Signs in by a token or a code, which has to succeed. */
export async function signIn(server: Server, credential: object): Promise<Browser> {
  const answer = await server.send('POST', '/sluice/v1/session', credential, { authorization: '' });
  expect(answer).toMatchObject({ status: 201, body: { signedIn: true } });
  return browser(server, answer);
}

/** A browser that keeps what a sign-in answered. */
function browser({ send }: Server, answer: RawAnswer): Browser {
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
  const { csrfToken } = answer.body as { csrfToken: string };
  return {
    cookie,
    csrfToken,
    send: (method, path, body, headers = {}) => {
      const csrf: Record<string, string> = method === 'GET' ? {} : { 'x-csrf-token': csrfToken };
      return send(method, path, body, { cookie, ...csrf, ...headers, authorization: '' });
    },
  };
}
