import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { OnReadOpts } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ConnectionOptions, connect } from 'node:tls';
import { type Dispatcher, Pool } from 'undici';
import { builtCommand } from './built-command.ts';

/** As much as a TLS record holds. */
const LONGEST_PIECE_BYTES = 16 * 1024;

/** An API server in a process of its own, and a client of it with as many connections as it is given work at once. */
export interface ApiServerUnderTest {
  /** From the start of the command to the line that says that it serves, in milliseconds. */
  readonly readyMs: number;
  /** Sends a request and reads the answer to its end; throws for one that isn't a success. Answers the bytes read. */
  send(method: Dispatcher.HttpMethod, path: string, body?: object, contentType?: string): Promise<number>;
  /**
   * Begins a watch; calls back with each piece of the stream that arrives, as it is on the wire, and overwrites it
   * afterwards. To read it as HTTP, or to make a buffer of each piece, would take as much of the machine as to serve it.
   */
  watch(path: string, onData: (chunk: Buffer) => void): Promise<{ close(): void }>;
  /** Memory that the process has in RAM now, in MiB. */
  residentMiB(): number;
  /** SIGTERM, or what else is said; resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `sluice apiserver` on a state folder and waits until it serves. Node's flags may profile it. */
export async function startApiserverProcess(stateDir: string): Promise<ApiServerUnderTest> {
  const command = await builtCommand();
  const startedAt = performance.now();
  const args = [command, 'apiserver', '--state-dir', stateDir, '--port', '0', '--log-level', 'warn'];
  const nodeFlags = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? [];
  const child = spawn(process.execPath, [...nodeFlags, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const origin = await originOf(child);
  const readyMs = performance.now() - startedAt;
  const pki = (file: string): Buffer => readFileSync(join(stateDir, 'pki', file));
  const tls = { ca: pki('ca.crt'), cert: pki('admin.crt'), key: pki('admin.key') };
  // Node's own client takes twice the processor time, which the server would miss: they share the machine.
  const pool = new Pool(origin, { connect: tls, pipelining: 1 });
  return {
    readyMs,
    async send(method, path, body, contentType = 'application/json') {
      const answer = await pool.request({
        method,
        path,
        headers: body === undefined ? {} : { 'content-type': contentType },
        body: body === undefined ? null : JSON.stringify(body),
      });
      if (answer.statusCode < 400) return byteLength(answer.body);
      throw new Error(`${method} ${path} answered ${answer.statusCode}: ${await answer.body.text()}`);
    },
    async watch(path, onData) {
      const { hostname, port, host } = new URL(origin);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      let take = (head: Buffer): void => {
        take = onData;
        if (head.includes('HTTP/1.1 200')) resolve();
        else reject(new Error(`GET ${path} answered ${head}`));
      };
      const onread = intoOneBuffer((piece) => take(piece));
      const options: ConnectionOptions & { onread: OnReadOpts } = {
        host: hostname,
        port: Number(port),
        ...tls,
        onread,
      };
      const socket = connect(options);
      socket.on('error', reject);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      await promise;
      return { close: () => socket.destroy() };
    },
    residentMiB() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
    },
    async stop(signal = 'SIGTERM') {
      await pool.destroy();
      child.kill(signal);
      await exited;
    },
  };
}

/** Reads into the same memory again and again: buffers of their own would keep the collector of garbage busy. */
function intoOneBuffer(onData: (piece: Buffer) => void): OnReadOpts {
  const buffer = Buffer.alloc(LONGEST_PIECE_BYTES);
  const callback = (length: number): boolean => {
    onData(buffer.subarray(0, length));
    return true;
  };
  return { buffer, callback };
}

async function originOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('sluice apiserver has no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /^Serving Kubernetes on (\S+)$/.exec(line)?.[1];
    if (origin === undefined) continue;
    child.stdout.resume();
    return origin;
  }
  throw new Error('sluice apiserver ended before it served');
}

/** Reads an answer to its end without keeping it. */
async function byteLength(body: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}
