/** Who a kubeconfig makes of its reader: the holder of a client certificate (PEM) or of a bearer token. */
export type KubeconfigUser =
  | { readonly name: string; readonly cert: string; readonly key: string }
  | { readonly name: string; readonly token: string };

/** The text of a kubeconfig for one cluster and one user, with everything inside and nothing in other files. */
export function kubeconfigText(server: string, caCertificate: string, user: KubeconfigUser): string {
  const credentials =
    'token' in user
      ? `    token: ${JSON.stringify(user.token)}`
      : `    client-certificate-data: ${base64(user.cert)}\n    client-key-data: ${base64(user.key)}`;
  return `apiVersion: v1
kind: Config
clusters:
- name: sluice
  cluster:
    server: ${JSON.stringify(server)}
    certificate-authority-data: ${base64(caCertificate)}
users:
- name: ${JSON.stringify(user.name)}
  user:
${credentials}
contexts:
- name: sluice
  context:
    cluster: sluice
    user: ${JSON.stringify(user.name)}
    namespace: default
current-context: sluice
`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
