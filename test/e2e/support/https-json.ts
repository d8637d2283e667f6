import { readFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';

interface Credentials {
  readonly caFile: string;
  readonly tokenFile: string;
}

/** GETs JSON over HTTPS from a server with an authority of its own, as the bearer of a token. */
export async function getJson(url: string, credentials: Credentials) {
  return JSON.parse(await getText(url, credentials));
}

/** GETs text of a media type in the same way. */
export async function getText(url: string, credentials: Credentials, accept = '*/*'): Promise<string> {
  return send(url, credentials, { headers: { accept } });
}

/** Writes JSON in the same way, and gives what is answered; fails when that is a refusal. */
export function writeJson(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  credentials: Credentials,
  body?: object,
): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  return send(url, credentials, { method, headers }, body === undefined ? '' : JSON.stringify(body));
}

function send(url: string, credentials: Credentials, options: RequestOptions, body = ''): Promise<string> {
  const ca = readFileSync(credentials.caFile);
  const authorization = `Bearer ${readFileSync(credentials.tokenFile, 'utf8').trim()}`;
  const headers = { ...options.headers, authorization };
  return new Promise((resolve, reject) => {
    request(url, { ...options, ca, agent: false, headers }, (response) => {
      text(response).then((content) => {
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve(content);
        else reject(new Error(`${options.method ?? 'GET'} ${url} answered ${statusCode}: ${content}`));
      }, reject);
    })
      .once('error', reject)
      .end(body);
  });
}
