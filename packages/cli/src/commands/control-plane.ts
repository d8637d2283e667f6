import { command } from '../command-line/command.ts';
import { textFlag } from '../command-line/flag-types.ts';
import { listenFlags, logLevelFlag, stateDirFlag } from './shared-flags.ts';

/** `sluice control-plane`: the server of Konnect's Gateway Manager API alone. */
export const controlPlaneCommand = command({
  name: 'control-plane',
  summary: "run the server of Konnect's Gateway Manager API alone",
  description:
    "Serves Konnect's Gateway Manager API from a database of its own. Authority, certificate and token are made in " +
    'the state folder, and kept there. The certificate covers localhost, us.localhost, 127.0.0.1, ::1 and what ' +
    '--tls-san adds.',
  flags: {
    stateDir: stateDirFlag,
    ...listenFlags(8443),
    publicUrl: textFlag({
      argument: 'URL',
      description: 'where clients reach the server, where that is not the address it listens on',
      defaultValue: undefined,
    }),
    organization: textFlag({
      argument: 'NAME',
      description: 'the name of the organisation that everything belongs to',
      defaultValue: 'local',
    }),
    logLevel: logLevelFlag,
  },
  examples: [
    { command: 'sluice control-plane', purpose: 'serve on https://127.0.0.1:8443' },
    {
      command: 'sluice control-plane --host 0.0.0.0 --tls-san konnect.example.com',
      purpose: 'serve other machines, under a name of your own',
    },
  ],
  async run(options) {
    const { runControlPlane } = await import('../standalone/run-control-plane.ts');
    return runControlPlane(options);
  },
});
