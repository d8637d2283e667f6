import type { OpenIdRoleRule } from '@sluice/control-plane';
import { type Flag, FlagValueError } from '../command-line/flag.ts';
import { listFlag, textFlag } from '../command-line/flag-types.ts';

/** How people sign in to the page through an OpenID provider. */
export const openIdFlags = {
  oidcIssuer: textFlag({
    argument: 'URL',
    description:
      'an OpenID provider to sign in through; it sends people back to /sluice/v1/session/openid/callback',
    defaultValue: undefined,
  }),
  oidcClientId: textFlag({
    argument: 'ID',
    description: 'the name of this control plane at the provider',
    defaultValue: undefined,
  }),
  oidcClientSecretFile: textFlag({
    argument: 'FILE',
    description: 'a file with the secret that goes with it',
    defaultValue: undefined,
  }),
  oidcScope: listFlag({
    argument: 'SCOPE',
    description:
      'what to ask the provider for beside openid; can be given several times (default: profile, email)',
  }),
  oidcRoleClaim: textFlag({
    argument: 'NAME',
    description: 'the claim that roles follow from',
    defaultValue: 'groups',
  }),
  oidcRole: roleFlag(),
};

function roleFlag(): Flag<readonly OpenIdRoleRule[]> {
  return {
    argument: 'VALUE=ROLE',
    description:
      'gives the role admin or viewer to those whose claim holds the value, and to everybody for *; can be given ' +
      'several times',
    defaultValue: [],
    repeatable: true,
    read(text, previous) {
      const [, value, role] = /^(.+)=(admin|viewer)$/.exec(text) ?? [];
      if (value === undefined || (role !== 'admin' && role !== 'viewer')) {
        throw new FlagValueError('must be a value and a role, such as platform-team=admin');
      }
      return [...previous, { value, role }];
    },
  };
}
