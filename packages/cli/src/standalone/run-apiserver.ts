import { apiserver } from '../components/apiserver.ts';
import { keepApiserverCredentials, writeKubeconfigs } from '../state/credentials.ts';
import { openStateFolder } from '../state/state-folder.ts';
import { givenCertificate } from './given-certificate.ts';
import { localUrl } from './local-url.ts';
import { serve } from './serve.ts';
import { boundYoungGeneration } from './young-generation.ts';

export interface ApiserverOptions {
  readonly stateDir: string;
  readonly host: string;
  readonly port: number;
  readonly tlsSan: readonly string[];
  readonly tlsCertFile: string | undefined;
  readonly tlsKeyFile: string | undefined;
  readonly auditLog: string | undefined;
  readonly logLevel: string;
}

/** Runs the embedded Kubernetes API server alone until it is asked to end. Resolves with the exit code. */
export async function runApiserver(options: ApiserverOptions): Promise<number> {
  boundYoungGeneration();
  const { host, port } = options;
  const given = givenCertificate(options.tlsCertFile, options.tlsKeyFile);
  const folder = openStateFolder(options.stateDir);
  const credentials = await keepApiserverCredentials(folder, options.tlsSan);
  const { clientCa, cert, key } = { ...credentials.tls, ...given };
  return serve(
    apiserver,
    {
      lock: folder.lock(apiserver.name),
      dataDir: folder.data(apiserver.name),
      host,
      port,
      tls: { cert, key, clientCa },
      rootCa: given?.cert ?? clientCa,
      auditLog: options.auditLog,
      tokens: credentials.tokens,
    },
    { where: `${host}:${port}`, instead: 'stop what uses it, or choose another port with --port' },
    {
      logLevel: options.logLevel,
      introduce({ url }) {
        const reachable = localUrl(url, host);
        writeKubeconfigs(folder, reachable, credentials, given?.cert ?? clientCa);
        return `Serving Kubernetes on ${reachable}\nKUBECONFIG  ${folder.kubeconfig}`;
      },
    },
  );
}
