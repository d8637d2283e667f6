/**
 * A flag of a command as data: what the parser, the help and the reference page are made from. `Value` is what
 * the command gets.
 */
export interface Flag<Value> {
  /**
   * The placeholder of the flag's argument in the help, such as `PORT`. A flag without one is a switch; one that is
   * on unless given is typed with a `no-` before its name.
   */
  readonly argument?: string;
  readonly description: string;
  /** What the command gets when the flag isn't given. */
  readonly defaultValue: Value;
  /** The default in words, where the value itself says nothing to a reader. */
  readonly defaultText?: string;
  /** Whether it may be given several times; `read` is then called once per time. */
  readonly repeatable?: boolean;
  /** Whether the command reads the flag's environment variable itself; otherwise that stands for the flag. */
  readonly readsOwnVariable?: boolean;
  /** Reads one argument. `previous` is what earlier ones gave. Throws `FlagValueError` when it is wrong. */
  read(text: string, previous: Value): Value;
}

/** An argument of a flag that can't be read; the message ends a sentence that begins with the flag. */
export class FlagValueError extends Error {
  override readonly name = 'FlagValueError';
}

export type Flags = { readonly [name: string]: Flag<unknown> };

/** What a command gets for its flags. */
export type FlagValues<F> = { readonly [Name in keyof F]: F[Name] extends Flag<infer Value> ? Value : never };

/** The name of a flag as it is typed: `stateDir` is `--state-dir`. */
export function flagName(name: string, { argument, defaultValue }: Flag<unknown>): string {
  const no = argument === undefined && defaultValue === true ? 'no-' : '';
  return `--${no}${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The default in words, or undefined where a flag that isn't given means nothing. */
export function defaultText({ defaultText, defaultValue }: Flag<unknown>): string | undefined {
  if (defaultText !== undefined) return defaultText;
  const isNothing =
    defaultValue === undefined || typeof defaultValue === 'boolean' || Array.isArray(defaultValue);
  return isNothing ? undefined : String(defaultValue);
}
