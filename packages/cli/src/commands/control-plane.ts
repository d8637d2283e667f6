import { command } from '../command-line/command.ts';
import { countFlag, serverUrlFlag, textFlag } from '../command-line/flag-types.ts';
import { databaseFlags } from './database-flags.ts';
import { openIdFlags } from './openid-flags.ts';
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
    ...databaseFlags,
    ...listenFlags(8443),
    publicUrl: serverUrlFlag({
      description: 'where clients reach the server, where that is not the address it listens on',
    }),
    tokenFile: textFlag({
      argument: 'FILE',
      description:
        'a file with the token that is let in, which servers on one database share; one made in the state folder ' +
        'where it is not given',
      defaultValue: undefined,
    }),
    organization: textFlag({
      argument: 'NAME',
      description: 'the name of the organisation that everything belongs to',
      defaultValue: 'local',
    }),
    rateLimit: countFlag({
      description: 'how many requests each token may send within a minute; 0 for as many as it likes',
      defaultValue: 1_200_000,
      least: 0,
    }),
    auditRetention: countFlag({
      argument: 'DAYS',
      description: 'for how many days the audit trail is kept; 0 for ever',
      defaultValue: 400,
      least: 0,
    }),
    ...openIdFlags,
    logLevel: logLevelFlag,
  },
  examples: [
    { command: 'sluice control-plane', purpose: 'serve on https://127.0.0.1:8443' },
    {
      command: 'sluice control-plane --host 0.0.0.0 --tls-san konnect.example.com',
      purpose: 'serve other machines, under a name of your own',
    },
    {
      command: 'sluice control-plane --database-url-file /run/secrets/database-url',
      purpose: 'keep everything in PostgreSQL, which several of them may share',
    },
  ],
  async run(options) {
    const { runControlPlane } = await import('../standalone/run-control-plane.ts');
    return runControlPlane(options);
  },
});
