/**
 * How to reach one Kubernetes API server and as whom. Holds secrets: never log it; `source` says where it
 * comes from.
 */
export interface ClusterConfig {
  /** `https://host:port`, perhaps with a path, without a slash at the end. */
  readonly server: string;
  /** The namespace that the user works in; `default` where nothing says otherwise. */
  readonly namespace: string;
  /** For a log: `context dev of /home/me/.kube/config`. */
  readonly source: string;
  /** PEM. Absent: the certificate authorities that Node trusts. */
  readonly ca?: string;
  /** The name that the server's certificate must have, where it isn't the host of `server`. */
  readonly tlsServerName?: string;
  readonly insecureSkipTlsVerify?: boolean;
  /** Proxy of the kubeconfig's cluster. Absent: as the environment says (`HTTPS_PROXY`, `NO_PROXY`). */
  readonly proxyUrl?: string;
  readonly credentials: ClusterCredentials;
}

/** Who the caller is. A client certificate and a token may both be there; the server decides. */
export interface ClusterCredentials {
  /** PEM of a client certificate; `key` belongs to it. */
  readonly cert?: string;
  readonly key?: string;
  /** A bearer token that doesn't change. */
  readonly token?: string;
  /** A file with a bearer token that is rotated under us; read again as it ages. */
  readonly tokenFile?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  /** Where a program or an identity provider makes the credentials; it caches them until they expire. */
  readonly plugin?: CredentialPlugin;
}

/** Credentials that something outside makes, a program or an identity provider. */
export interface CredentialPlugin {
  /** The value of the `Authorization` header for the next call, or undefined for none. */
  header(): Promise<string | undefined>;
  /** The server refused the last header: make a new one, however long the old one had to live. */
  expire(): void;
}
