/** A package in `package-lock.json`, as far as it matters here. */
interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

/** `package-lock.json`, version 3. */
export interface LockFile {
  packages: Record<string, LockedPackage>;
}

const systems = /android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|aix/;
const processors = /arm64|x64|riscv64|s390x|ppc64|ia32|loong64|mips64el|wasm32|arm/;

/**
 * The lock with an entry for each optional package that some package asks for on one platform or another. npm leaves
 * out those that the registry it was made with doesn't have, and then `npm ci` refuses the lock as out of step. An
 * entry for another platform is never fetched.
 *
 * Pure; answers the lock itself when nothing is missing.
 */
export function completeLock(lock: LockFile): LockFile {
  const missing = Object.entries(lock.packages).flatMap(([path, asking]) =>
    Object.entries(asking.optionalDependencies ?? {})
      .filter(([name]) => !isLocked(lock, path, name))
      .map(([name, range]): [string, LockedPackage] => [
        `node_modules/${name}`,
        inertEntry(name, range, asking),
      ]),
  );
  if (missing.length === 0) return lock;
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) });
  return { ...lock, packages: Object.fromEntries(packages.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function isLocked({ packages }: LockFile, path: string, name: string): boolean {
  return `node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages;
}

/** The platform is read from the package's name: where it lies is not known without fetching it. */
function inertEntry(name: string, range: string, asking: LockedPackage): LockedPackage {
  const [os] = systems.exec(name) ?? [];
  const [cpu] = processors.exec(name) ?? [];
  if (!os && !cpu) throw new Error(`${name} is missing in package-lock.json, and its name tells no platform`);
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(asking.dev ? { dev: true } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
    ...(/gnu(?!eabi)/.test(name) ? { libc: ['glibc'] } : {}),
  };
}
