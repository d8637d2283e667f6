import type { Flags, FlagValues } from './flag.ts';

/** A line to try, and what it is good for. */
export interface Example {
  readonly command: string;
  readonly purpose: string;
}

/** A command of `sluice` as data, from which the parser, the help and the reference page are made. */
export interface Command {
  /** A command of another one begins with the other's name and a space. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Whole sentences for the command's own help; paragraphs are apart by an empty line. */
  readonly description: string;
  readonly flags: Flags;
  readonly examples: readonly Example[];
  /**
   * What the words after the command's own flags are, for a command that hands them on as they are. Without
   * it there may be none.
   */
  readonly passesOn?: string;
  /** The one word after the flags, for a command that takes a file. */
  readonly takes?: { readonly name: string; readonly description: string };
  /** Runs it. The promise ends when the command is done; its number is the exit code. */
  run(options: Readonly<Record<string, unknown>>, rest: readonly string[]): Promise<number>;
}

/** The same, with flags whose types reach `run`. */
export interface CommandDefinition<F extends Flags> extends Omit<Command, 'flags' | 'run'> {
  readonly flags: F;
  run(options: FlagValues<F>, rest: readonly string[]): Promise<number>;
}

/**
 * Forgets the types of a command's flags, so that commands fit into one list. Sound because a program gives
 * `run` nothing but what the command's own flags have read.
 */
export function command<F extends Flags>(definition: CommandDefinition<F>): Command {
  return { ...definition, run: (options, rest) => definition.run(options as FlagValues<F>, rest) };
}
