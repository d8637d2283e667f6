import type { OpenIdOptions, OpenIdRoleRule } from '@sluice/control-plane';
import { UserError } from '../user-error.ts';
import { readFlagFile } from './given-certificate.ts';

/**
 * The OpenID provider that flags name, or undefined when they name none. Throws `UserError` when something of it is
 * missing or wrong.
 */
export function givenOpenId(flags: {
  oidcIssuer: string | undefined;
  oidcClientId: string | undefined;
  oidcClientSecretFile: string | undefined;
  oidcRoleClaim: string;
  oidcScope: readonly string[];
  oidcRole: readonly OpenIdRoleRule[];
}): OpenIdOptions | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecretFile: secretFile } = flags;
  if (issuer === undefined && clientId === undefined && secretFile === undefined) return undefined;
  if (issuer === undefined || clientId === undefined || secretFile === undefined) {
    throw new UserError(
      '--oidc-issuer, --oidc-client-id and --oidc-client-secret-file belong together; give all three, or none.',
    );
  }
  if (!URL.canParse(issuer)) {
    throw new UserError(`--oidc-issuer must be a URL such as https://id.example.com, not ${issuer}.`);
  }
  if (flags.oidcRole.length === 0) {
    throw new UserError(
      'Nobody could sign in through the OpenID provider without a role; give --oidc-role, for example ' +
        '--oidc-role platform-team=admin --oidc-role "*=viewer".',
    );
  }
  return {
    issuer,
    clientId,
    clientSecret: readFlagFile('--oidc-client-secret-file', secretFile).trim(),
    roleClaim: flags.oidcRoleClaim,
    roles: flags.oidcRole,
    scopes: flags.oidcScope.length === 0 ? ['profile', 'email'] : flags.oidcScope,
  };
}
