/** Where an entity lies, or is to lie: what is known of it. */
export interface Location {
  readonly id?: string | undefined;
  readonly controlPlaneId?: string | undefined;
  readonly upstreamId?: string | undefined;
  readonly serverUrl?: string | undefined;
  readonly organizationId?: string | undefined;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ids = new Set(['id', 'controlPlaneId', 'upstreamId']);

/**
 * Leaves out what is unknown, so that a spread of one location over another overwrites nothing with it. An id that is
 * none, which only a hand can have written into a status, leads nowhere and counts as unknown.
 */
export function knownOnly(location: Location): Location {
  // On the way of every change of every object, so without lists in between.
  const known: Record<string, string> = {};
  for (const name of Object.keys(location)) {
    const value = location[name as keyof Location];
    if (value !== undefined && (!ids.has(name) || uuid.test(value))) known[name] = value;
  }
  return known;
}
