import { serverUrlFlag, textFlag } from '../command-line/flag-types.ts';
import { stateDirFlag } from './shared-flags.ts';

/** Which server an export or import talks to. */
export const declarativeFlags = {
  stateDir: stateDirFlag,
  url: serverUrlFlag({ description: 'the server; where it is not given, https://localhost:8443' }),
  tokenFile: textFlag({
    argument: 'FILE',
    description: "a file that holds the token to use; the state folder's own where it is not given",
    defaultValue: undefined,
  }),
  caFile: textFlag({
    argument: 'FILE',
    description: "certificates to trust, in PEM; the state folder's own where it is not given",
    defaultValue: undefined,
  }),
};
