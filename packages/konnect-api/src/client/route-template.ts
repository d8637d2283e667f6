/** What Sluice's control plane has beside Konnect's API lies below this. */
const EXTENSIONS = '/sluice';

/** What differs from entity to entity, by its place among the segments of a path. */
const PLACEHOLDERS = new Map([
  [3, '{controlPlaneId}'],
  [6, '{id}'],
  [8, '{childId}'],
]);

/**
 * The route that a path belongs to, with placeholders for what differs from entity to entity. It is what a metric can
 * be labelled with: there are as many as kinds of entities, not as many as entities.
 */
export function routeTemplate(path: string): string {
  if (path.startsWith(EXTENSIONS)) {
    return EXTENSIONS + routeTemplate(path.slice(EXTENSIONS.length));
  }
  const segments = path.split('/');
  if (segments[1] === 'v3') {
    return path;
  }
  return segments.map((segment, place) => PLACEHOLDERS.get(place) ?? segment).join('/');
}
