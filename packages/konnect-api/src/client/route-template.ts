/** What Sluice's control plane has beside Konnect's API lies below this. */
const EXTENSIONS = '/sluice';

const PLACEHOLDERS = ['controlPlaneId', 'id', 'childId'];

/**
 * The route that a path belongs to, with placeholders for what differs from entity to entity. It is what a metric can
 * be labelled with: there are as many as kinds of entities, not as many as entities.
 */
export function routeTemplate(path: string): string {
  if (path.startsWith(EXTENSIONS)) {
    return EXTENSIONS + routeTemplate(path.slice(EXTENSIONS.length));
  }
  const [, version, resource, ...rest] = path.split('/');
  if (version === 'v3' || resource === undefined || rest.length === 0) {
    return path;
  }
  const [, coreEntities, ...below] = rest;
  const segments = [`/${version}/${resource}/{${PLACEHOLDERS[0]}}`];
  if (coreEntities !== undefined) {
    segments.push(coreEntities);
  }
  for (const [index, segment] of below.entries()) {
    segments.push(index % 2 === 0 ? segment : `{${PLACEHOLDERS[(index + 1) / 2]}}`);
  }
  return segments.join('/');
}
