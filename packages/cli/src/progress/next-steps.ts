import { dirname, resolve } from 'node:path';
import type { ReadyReport } from './progress.ts';

/** Where things are, and what to try: what a person reads when everything is up. */
export function nextSteps({ kubeconfig, controlPlane }: ReadyReport): string {
  const { url, signInUrl, caFile, tokenFile } = controlPlane;
  const folder = dirname(kubeconfig);
  const stateDir = folder === resolve('.sluice') ? '' : ` --state-dir ${quoted(folder)}`;
  return `
  KUBECONFIG       ${kubeconfig}
  Control plane    ${url}
  Token file       ${tokenFile}
  CA certificate   ${caFile}

The Gateway Manager page, signed in (once, within 15 minutes):

  ${signInUrl}

In another terminal:

  export KUBECONFIG=${quoted(kubeconfig)}
  kubectl get kongupstreams,kongtargets
  curl --cacert ${quoted(caFile)} \\
    -H "Authorization: Bearer $(cat ${quoted(tokenFile)})" \\
    ${url}/v2/control-planes

"npx sluice kubectl${stateDir}" does without the export, and without a kubectl on this machine.
Ctrl-C stops everything; the next start carries on from here.
`;
}

/** A word that a shell takes as it is. */
function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
