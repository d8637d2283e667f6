/** An object out of a manifest, as far as it has been looked at; the API server judges the rest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A manifest and where it stands, such as `guide.yaml, document 2`. */
export interface SourcedManifest {
  readonly source: string;
  readonly object: Manifest;
}

/** Reads `group/version`, or `version` of the core group, whose name is empty. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
