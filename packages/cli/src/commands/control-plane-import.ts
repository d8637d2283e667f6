import { command } from '../command-line/command.ts';
import { switchFlag, textFlag } from '../command-line/flag-types.ts';
import { declarativeFlags } from './declarative-flags.ts';

/** `sluice control-plane import`: makes a control plane equal to a declarative file. */
export const controlPlaneImportCommand = command({
  name: 'control-plane import',
  summary: "make a control plane equal to a file in decK's format",
  description:
    'Compares a file with a control plane, prints what differs, and changes the control plane until nothing does. ' +
    "What the file doesn't hold is deleted.",
  flags: {
    ...declarativeFlags,
    controlPlane: textFlag({
      argument: 'NAME',
      description: 'the name of the control plane; the one in the file where it is not given',
      defaultValue: undefined,
    }),
    dryRun: switchFlag('print what differs and change nothing'),
  },
  takes: { name: 'FILE', description: 'the file to read' },
  examples: [
    { command: 'sluice control-plane import --dry-run kong.yaml', purpose: 'see what an import would do' },
    { command: 'sluice control-plane import kong.yaml', purpose: 'do it' },
  ],
  async run(options, [file = '']) {
    const { importFromFile } = await import('../declarative/import-from-file.ts');
    return importFromFile(options, file);
  },
});
