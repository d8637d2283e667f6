import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';

/** GETs JSON over HTTPS from a server with an authority of its own, as the bearer of a token. */
export async function getJson(url: string, credentials: { caFile: string; tokenFile: string }) {
  const ca = readFileSync(credentials.caFile);
  const authorization = `Bearer ${readFileSync(credentials.tokenFile, 'utf8').trim()}`;
  const body = await new Promise<string>((resolve, reject) => {
    get(url, { ca, agent: false, headers: { authorization } }, (response) => {
      text(response).then((content) => {
        if (response.statusCode === 200) resolve(content);
        else reject(new Error(`GET ${url} answered ${response.statusCode}: ${content}`));
      }, reject);
    }).once('error', reject);
  });
  return JSON.parse(body);
}
