const STORAGE_KEY = 'sluice-return';
const HOME = '/control-planes';

/** Where to go on: a path of this page only, so that nobody is led elsewhere by a crafted link. */
export function localPath(wanted: unknown): string {
  return typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted) ? wanted : HOME;
}

/** Keeps, for this tab, where to go on after a sign-in that leaves the page and comes back to its root. */
export function keepReturnPath(wanted: unknown): void {
  sessionStorage.setItem(STORAGE_KEY, localPath(wanted));
}

/** Where the sign-in that has just come back began, once; the first page otherwise. */
export function takeReturnPath(): string {
  const kept = sessionStorage.getItem(STORAGE_KEY);
  sessionStorage.removeItem(STORAGE_KEY);
  return localPath(kept);
}
