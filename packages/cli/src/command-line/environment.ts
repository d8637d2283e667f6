import { UserError } from '../user-error.ts';
import { type Flag, type Flags, FlagValueError, flagName } from './flag.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment variable that stands for a flag as it is typed: `SLUICE_STATE_DIR` for `--state-dir`,
 * `SLUICE_NO_LEADER_ELECTION` for `--no-leader-election`.
 */
export function variableName(name: string, flag: Flag<unknown>): string {
  return `SLUICE_${flagName(name, flag).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/**
 * What the environment says of a command's flags, for those that are set there. An empty variable counts as unset;
 * a flag that can be given several times takes words between commas; a switch `true` or `false`. Throws `UserError`,
 * which names the variable and not its value, when one can't be read.
 */
export function flagsFromEnvironment(flags: Flags, environment: Environment): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(flags)) {
    const text = environment[variableName(name, flag)];
    if (text === undefined || text === '' || flag.readsOwnVariable) continue;
    try {
      values[name] = read(flag, text);
    } catch (error) {
      if (!(error instanceof FlagValueError)) throw error;
      throw new UserError(`The environment variable ${variableName(name, flag)} ${error.message}.`, {
        cause: error,
      });
    }
  }
  return values;
}

function read(flag: Flag<unknown>, text: string): unknown {
  // One that is on unless given says what it turns off.
  if (flag.argument === undefined) return readSwitch(text) !== flag.defaultValue;
  if (!flag.repeatable) return flag.read(text, flag.defaultValue);
  return text.split(',').reduce((previous, word) => flag.read(word.trim(), previous), flag.defaultValue);
}

function readSwitch(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new FlagValueError('must be true or false');
  return text === 'true';
}
