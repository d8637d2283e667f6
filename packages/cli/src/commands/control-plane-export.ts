import { command } from '../command-line/command.ts';
import { textFlag } from '../command-line/flag-types.ts';
import { declarativeFlags } from './declarative-flags.ts';

/** `sluice control-plane export`: everything in a control plane as a declarative file. */
export const controlPlaneExportCommand = command({
  name: 'control-plane export',
  summary: "write a control plane into a file in decK's format",
  description:
    "Writes everything that is in a control plane into a file in decK's declarative format, private keys among it. " +
    'It works with any Konnect-compatible server.',
  flags: {
    ...declarativeFlags,
    controlPlane: textFlag({
      argument: 'NAME',
      description: 'the name of the control plane',
      defaultValue: 'default',
    }),
  },
  takes: { name: 'FILE', description: 'the file to write, or - for the standard output' },
  examples: [
    {
      command: 'sluice control-plane export --control-plane gateway-control-plane kong.yaml',
      purpose: 'take everything along',
    },
  ],
  async run(options, [file = '']) {
    const { exportToFile } = await import('../declarative/export-to-file.ts');
    return exportToFile(options, file);
  },
});
