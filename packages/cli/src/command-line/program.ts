import { Command as CommanderCommand, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../user-error.ts';
import type { Command, Example } from './command.ts';
import { flagsFromEnvironment } from './environment.ts';
import { defaultText, type Flag, type Flags, FlagValueError, flagName } from './flag.ts';

/** What `sluice` itself says about itself. */
export interface ProgramDescription {
  readonly version: string;
  readonly description: string;
  readonly examples: readonly Example[];
  readonly commands: readonly Command[];
}

/**
 * Runs the command that `args` (the words after `sluice`) ask for, and returns its exit code. What they don't say,
 * the environment may. Help and version go to stdout and give 0. Throws `UserError` for words that make no command.
 */
export async function runProgram(
  description: ProgramDescription,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  let exitCode = 0;
  const program = new CommanderCommand('sluice')
    .description(description.description)
    .version(description.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', examplesText(description.examples))
    .enablePositionalOptions();
  quiet(program);
  const known = new Map<string, CommanderCommand>();
  for (const command of description.commands) {
    const [last = '', ...before] = command.name.split(' ').toReversed();
    const parent = known.get(before.toReversed().join(' ')) ?? program;
    const sub = quiet(parent.command(last))
      .summary(command.summary)
      .description(command.description)
      .enablePositionalOptions();
    known.set(command.name, sub);
    sub.addHelpText('after', examplesText(command.examples));
    for (const [name, flag] of Object.entries(command.flags)) sub.addOption(optionOf(name, flag));
    if (command.passesOn === undefined) {
      sub.helpOption('-h, --help', 'print this help').helpCommand(false).allowExcessArguments(false);
      if (command.takes !== undefined) sub.argument(`<${command.takes.name}>`, command.takes.description);
    } else {
      sub.helpOption(false).passThroughOptions().allowUnknownOption().argument('[args...]', command.passesOn);
    }
    sub.action(async () => {
      const given = { ...flagsFromEnvironment(command.flags, environment), ...givenOptions(sub) };
      exitCode = await command.run({ ...defaultsOf(command.flags), ...given }, sub.args);
    });
  }
  if (args.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    if (error.exitCode !== 0) throw new UserError(sentenceOf(error.message), { cause: error });
  }
  return exitCode;
}

/** A command that throws instead of ending the process, and leaves the printing of errors to `main`. */
function quiet(command: CommanderCommand): CommanderCommand {
  return command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError(true);
}

function defaultsOf(flags: Flags): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).map(([name, { defaultValue }]) => [name, defaultValue]));
}

/** The options that stand on the command line; the parser also tells of a `--no-…` that doesn't. */
function givenOptions(command: CommanderCommand): Record<string, unknown> {
  const options = Object.entries(command.opts());
  return Object.fromEntries(options.filter(([name]) => command.getOptionValueSource(name) === 'cli'));
}

function optionOf(name: string, flag: Flag<unknown>): Option {
  const typed = flagName(name, flag);
  if (flag.argument === undefined) return new Option(typed, flag.description);
  const fallback = defaultText(flag);
  const described = fallback === undefined ? flag.description : `${flag.description} (default: ${fallback})`;
  return new Option(`${typed} <${flag.argument}>`, described).argParser((text: string, previous: unknown) => {
    try {
      return flag.read(text, previous ?? flag.defaultValue);
    } catch (error) {
      if (error instanceof FlagValueError) throw new InvalidArgumentError(`It ${error.message}.`);
      throw error;
    }
  });
}

function examplesText(examples: readonly Example[]): string {
  if (examples.length === 0) return '';
  return `\nExamples:\n${examples.map(({ command, purpose }) => `  $ ${command}\n      ${purpose}`).join('\n')}`;
}

interface CommanderFailure extends Error {
  readonly exitCode: number;
}

function isCommanderError(error: unknown): error is CommanderFailure {
  return (
    error instanceof Error &&
    'exitCode' in error &&
    'code' in error &&
    String(error.code).startsWith('commander.')
  );
}

/** `error: unknown option '--x'` as a sentence that says where to look. */
function sentenceOf(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[.\s]+$/, '');
  return `${text}. Add --help to see what there is.`;
}
