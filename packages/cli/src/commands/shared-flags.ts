import { choiceFlag, listFlag, portFlag, textFlag } from '../command-line/flag-types.ts';

/** The folder that keeps a local Sluice's data, certificates, tokens and logs. */
export const stateDirFlag = textFlag({
  argument: 'FOLDER',
  description: 'the folder that keeps data, certificates, tokens and logs',
  defaultValue: '.sluice',
});

/** How much is logged. */
export const logLevelFlag = choiceFlag({
  argument: 'LEVEL',
  choices: ['trace', 'debug', 'info', 'warn', 'error'],
  description: 'how much to log: trace, debug, info, warn or error',
  defaultValue: 'info',
});

/** Where a server listens, and with which certificate. */
export function listenFlags(defaultPort: number) {
  return {
    host: textFlag({
      argument: 'ADDRESS',
      description: 'the address to listen on',
      defaultValue: '127.0.0.1',
    }),
    port: portFlag({ description: 'the port to listen on; 0 for any free one', defaultValue: defaultPort }),
    tlsSan: listFlag({
      argument: 'NAME',
      description:
        'another host name or IP address that the made certificate covers; can be given several times',
    }),
    tlsCertFile: textFlag({
      argument: 'FILE',
      description: 'a certificate to serve with, in PEM, instead of a made one; needs --tls-key-file',
      defaultValue: undefined,
    }),
    tlsKeyFile: textFlag({
      argument: 'FILE',
      description: 'the private key of that certificate, in PEM',
      defaultValue: undefined,
    }),
  };
}
