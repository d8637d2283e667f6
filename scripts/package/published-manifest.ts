/** What a `package.json` says that matters here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Packages that the user may install beside it; the code says so when it misses one. */
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * The `package.json` of the package that users install: the command's own, with the npm packages that the bundle
 * imports in the versions that the workspaces pin, and npm's `node`, which the launcher runs where the machine's
 * own Node is too old. A workspace's peers stay optional peers. Throws when no workspace, or more than one version,
 * is to be found for a package.
 */
export function publishedManifest(
  command: Manifest,
  workspaces: readonly Manifest[],
  imported: readonly string[],
  node: string,
): object {
  const { name, version, description, license, bin } = command;
  const peerDependencies = Object.assign({}, ...workspaces.map((workspace) => workspace.peerDependencies));
  const needed = imported.filter((id) => !(id in peerDependencies));
  const dependencies = Object.fromEntries(needed.map((id) => [id, pinnedVersion(id, workspaces)]));
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    bin,
    files: ['bin', 'dist'],
    engines: { node: '>=18' },
    dependencies: { ...dependencies, node },
    peerDependencies,
    peerDependenciesMeta: Object.fromEntries(
      Object.keys(peerDependencies).map((id) => [id, { optional: true }]),
    ),
  };
}

function pinnedVersion(id: string, workspaces: readonly Manifest[]): string {
  const versions = new Set(workspaces.flatMap(({ dependencies }) => dependencies?.[id] ?? []));
  const [version] = versions;
  if (version === undefined) throw new Error(`the code imports ${id}, which no workspace depends on`);
  if (versions.size > 1) throw new Error(`the workspaces pin ${id} at ${[...versions].join(' and ')}`);
  return version;
}
