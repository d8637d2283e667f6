import type { OpenIdRoleRule } from '@sluice/control-plane';
import { controlPlane } from '../components/control-plane.ts';
import { keepControlPlaneCredentials } from '../state/credentials.ts';
import { openStateFolder } from '../state/state-folder.ts';
import { givenCertificate, givenCertificateFiles } from './given-certificate.ts';
import { type DatabaseFlags, givenDatabase } from './given-database.ts';
import { givenOpenId } from './given-openid.ts';
import { givenToken } from './given-token.ts';
import { serve } from './serve.ts';

export interface ControlPlaneOptions extends DatabaseFlags {
  readonly stateDir: string;
  readonly secretKeyFile: string | undefined;
  readonly tokenFile: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly organization: string;
  readonly tlsSan: readonly string[];
  readonly tlsCertFile: string | undefined;
  readonly tlsKeyFile: string | undefined;
  readonly rateLimit: number;
  readonly auditRetention: number;
  readonly oidcIssuer: string | undefined;
  readonly oidcClientId: string | undefined;
  readonly oidcClientSecretFile: string | undefined;
  readonly oidcRoleClaim: string;
  readonly oidcScope: readonly string[];
  readonly oidcRole: readonly OpenIdRoleRule[];
  readonly logLevel: string;
}

/** Runs the control plane alone until it is asked to end. Resolves with the exit code. */
export async function runControlPlane(options: ControlPlaneOptions): Promise<number> {
  const { host, port, publicUrl, organization, secretKeyFile, tokenFile } = options;
  const given = givenCertificate(options.tlsCertFile, options.tlsKeyFile);
  const openId = givenOpenId(options);
  const database = givenDatabase(options);
  const token = givenToken(tokenFile);
  const folder = openStateFolder(options.stateDir);
  const credentials = await keepControlPlaneCredentials(folder, options.tlsSan, token);
  return serve(
    controlPlane,
    {
      lock: folder.lock(controlPlane.name),
      dataDir: folder.data(controlPlane.name),
      ...database,
      ...(secretKeyFile === undefined ? {} : { secretKeyFile }),
      host,
      port,
      tls: given ?? credentials.tls,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      organization,
      tokens: [{ token: credentials.token, name: 'local' }],
      ...givenCertificateFiles(options),
      rateLimitPerMinute: options.rateLimit,
      auditRetentionDays: options.auditRetention,
      ...(openId === undefined ? {} : { openId }),
      // Only a person at a terminal is to have it: what a container or a service prints is kept in logs.
      signInLink: process.stdout.isTTY ? 'until-used' : 'never',
    },
    { where: `${host}:${port}`, instead: 'stop what uses it, or choose another port with --port' },
    {
      logLevel: options.logLevel,
      introduce: ({ url, signInUrl }) =>
        [
          `Serving the control plane on ${publicUrl ?? url}`,
          `Token file      ${tokenFile ?? folder.controlPlaneToken}`,
          ...(given ? [] : [`CA certificate  ${folder.caCertificate}`]),
          ...(signInUrl === '' ? [] : [`Sign in (once, within 15 minutes)\n  ${signInUrl}`]),
        ].join('\n'),
    },
  );
}
