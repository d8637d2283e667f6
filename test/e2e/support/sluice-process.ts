import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const launcher = join(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'bin', 'sluice.js');

/** One program of Sluice in a process of its own. */
export class SluiceProcess {
  readonly child: ChildProcess;
  /** The words of its first lines. */
  readonly words: readonly string[];
  /** Resolves when it has ended, with its exit code and the end of its log. */
  readonly ended: Promise<{ readonly code: number | null; readonly log: string }>;

  private constructor(child: ChildProcess, words: readonly string[], logTail: () => string) {
    this.child = child;
    this.words = words;
    this.ended = once(child, 'close').then(([code]) => ({ code, log: logTail() }));
  }

  /** Starts `sluice` with these arguments. Resolves when it has printed that many lines; fails when it ends before. */
  static async start(args: readonly string[], lines: number, env = process.env): Promise<SluiceProcess> {
    const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    let log = '';
    child.stderr.on('data', (data) => {
      log = `${log}${data}`.slice(-10_000);
    });
    const output = createInterface(child.stdout)[Symbol.asyncIterator]();
    const words: string[] = [];
    for (let line = 0; line < lines; line++) {
      const { done, value } = await output.next();
      if (done) throw new Error(`sluice ${args[0]} ended early: ${log}`);
      words.push(...value.split(/\s+/));
    }
    child.stdout.resume();
    return new SluiceProcess(child, words, () => log);
  }

  /** The last of the words: the address, where a server prints one line. */
  get lastWord(): string {
    return this.words.at(-1) ?? '';
  }

  /** The word after another one; fails where there is none. */
  wordAfter(word: string): string {
    const found = this.words[this.words.indexOf(word) + 1];
    if (found === undefined) throw new Error(`nothing follows ${word} in: ${this.words.join(' ')}`);
    return found;
  }

  /** Sends a signal, if it still runs, and resolves with its exit code when it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode;
  }
}
