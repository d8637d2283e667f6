/**
 * An auth configuration's `serverURL`, a host name or an https URL, as `https://host[:port]`: what the API client
 * needs, and what a status shows.
 *
 * @returns undefined when it is neither; the CRD's rules let a few such values through.
 */
export function normaliseServerUrl(serverUrl: string): string | undefined {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(serverUrl) ? serverUrl : `https://${serverUrl}`);
  return url?.protocol === 'https:' && url.hostname !== '' ? url.origin : undefined;
}
