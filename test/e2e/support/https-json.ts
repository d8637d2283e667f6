import { readFileSync } from 'node:fs';
import { get } from 'node:https';
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
  const ca = readFileSync(credentials.caFile);
  const authorization = `Bearer ${readFileSync(credentials.tokenFile, 'utf8').trim()}`;
  return new Promise((resolve, reject) => {
    get(url, { ca, agent: false, headers: { authorization, accept } }, (response) => {
      text(response).then((content) => {
        if (response.statusCode === 200) resolve(content);
        else reject(new Error(`GET ${url} answered ${response.statusCode}: ${content}`));
      }, reject);
    }).once('error', reject);
  });
}
