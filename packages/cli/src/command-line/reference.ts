import type { Command } from './command.ts';
import { defaultText, flagName } from './flag.ts';
import type { ProgramDescription } from './program.ts';

/** The reference page of a command line, in Markdown. */
export function referencePage({ description, commands, examples }: ProgramDescription): string {
  const contents = commands.map(
    ({ name, summary }) => `| [\`sluice ${name}\`](#sluice-${name.replaceAll(' ', '-')}) | ${summary} |`,
  );
  const sections = [
    '# Command line',
    description,
    ['| command | what it does |', '| --- | --- |', ...contents].join('\n'),
    '`sluice --version` prints the version, `sluice --help` and `sluice COMMAND --help` what there is. A command ' +
      'ends with 0 when it did what it was told, and with 1 after a sentence on stderr that says what to do.',
    'Each flag can be given as an environment variable, too: `SLUICE_STATE_DIR=/data` stands for `--state-dir /data`, ' +
      '`SLUICE_NO_LEADER_ELECTION=true` for `--no-leader-election`. What can be given several times is a list with ' +
      'commas there. The command line wins.',
    examplesBlock(examples),
    ...commands.flatMap(commandSection),
  ];
  return `${sections.join('\n\n')}\n`;
}

function commandSection(command: Command): string[] {
  const { name, description, flags, examples, passesOn, takes } = command;
  const rows = Object.entries(flags).map(([key, flag]) => {
    const argument = flag.argument === undefined ? '' : ` ${flag.argument.replaceAll('|', '\\|')}`;
    const typed = `${flagName(key, flag)}${argument}`;
    return `| \`${typed}\` | ${flag.description} | ${defaultText(flag) ?? ''} |`;
  });
  return [
    `## sluice ${name}`,
    description,
    `\`sluice ${name} [flags]${passesOn === undefined ? '' : ' [args...]'}${takes === undefined ? '' : ` ${takes.name}`}\``,
    ['| flag | meaning | default |', '| --- | --- | --- |', ...rows].join('\n'),
    examplesBlock(examples),
  ];
}

function examplesBlock(examples: Command['examples']): string {
  const lines = examples.map(({ command, purpose }) => `# ${purpose}\n${command}`);
  return `\`\`\`sh\n${lines.join('\n\n')}\n\`\`\``;
}
