import { isIPv6 } from 'node:net';
import {
  KubernetesApiError,
  type KubernetesClient,
  type KubernetesObject,
  KubernetesUnreachableError,
  type ListenAddress,
  type Logger,
  type Resource,
} from '@sluice/controller-runtime';
import { crdName, KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { type CertificateStore, inMemory, inSecret, type ServingCertificate } from './certificate-store.ts';
import { ConversionServer, conversionPath } from './conversion-server.ts';
import type { IssuedCertificate } from './issue-certificate.ts';
import { pause } from './pause.ts';

/** How the API server reaches the webhook. */
export interface ConversionWebhookOptions {
  readonly address: ListenAddress;
  /**
   * The host under which the API server reaches this process at the port of `address`. Without it the way is the
   * Service that the CRD names, for all replicas, and the certificate is kept in a Secret of `namespace`.
   */
  readonly host?: string | undefined;
  /** What to serve with under `host` as long as it is good; made here unless given, which takes 20 MiB of code. */
  readonly certificate?: IssuedCertificate | undefined;
  /** The namespace of the operator. */
  readonly namespace: string;
  /** Awaited before anything is written: it would take conversion away from another operator that is at work. */
  readonly mayBegin?: (signal: AbortSignal) => Promise<void>;
}

/** How a CRD's webhook is reached, and whom to trust with it. */
interface ClientConfig {
  readonly url?: string;
  readonly caBundle?: string;
  readonly service?: { readonly namespace: string; readonly name: string };
}

/** The part of a CRD that says who converts. */
interface Definition extends KubernetesObject {
  readonly spec?: {
    readonly conversion?: { readonly webhook?: { readonly clientConfig?: ClientConfig } };
  };
}

/** The collection of CRDs. */
export const definitions: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};
/** The Secret with the webhook's certificate. */
export const certificateSecret = 'sluice-conversion-webhook';
/** How often it is seen to that the certificate is young, and that the CRD leads here and trusts it. */
const lookEveryMs = 10_000;
const tryAgainAfterMs = 500;

/**
 * Converts control planes between their versions for the API server. It makes its certificate itself, makes it anew
 * in time, and has the CRD trust it; a CRD that is applied again without that is mended within seconds.
 */
export class ConversionWebhook {
  readonly name = 'conversion webhook';
  readonly #client: KubernetesClient;
  readonly #logger: Logger;
  readonly #options: ConversionWebhookOptions;
  readonly #store: CertificateStore;
  #server: ConversionServer | undefined;
  /** The certificate that is served with, as PEM. */
  #served: string | undefined;

  constructor(client: KubernetesClient, logger: Logger, options: ConversionWebhookOptions) {
    this.#client = client;
    this.#logger = logger;
    this.#options = options;
    const { host, namespace, certificate } = options;
    this.#store =
      host === undefined ? inSecret(client, { namespace, name: certificateSecret }) : inMemory(certificate);
  }

  /**
   * Listens. Where the CRD has yet to be asked under which name it is reached, it serves with a certificate that nobody
   * trusts until then.
   *
   * @throws ListenError when the address is taken.
   */
  async listen(): Promise<void> {
    const { address, host } = this.#options;
    const store = host === undefined ? inMemory() : this.#store;
    const certificate = await store.current([host ?? 'localhost'], AbortSignal.abort());
    this.#server = await ConversionServer.listen(address, certificate, this.#logger);
  }

  /**
   * Serves, and has the CRD lead here and trust the certificate, until the signal is aborted. Every replica does: those
   * behind one Service share a certificate. It rejects, and serves no more, when `mayBegin` does.
   */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await this.#options.mayBegin?.(signal);
      await this.#lookUntil(signal);
    } finally {
      await this.#server?.close();
    }
  }

  async #lookUntil(signal: AbortSignal): Promise<void> {
    let said = '';
    while (!signal.aborted) {
      let delayMs = lookEveryMs;
      try {
        await this.#keepTrusted(signal);
        said = '';
      } catch (error) {
        if (signal.aborted) break;
        if (!isPassing(error)) throw error;
        if (error.message !== said) this.#logger.info({ reason: error.message }, 'conversion has to wait');
        said = error.message;
        delayMs = tryAgainAfterMs;
      }
      await pause(delayMs, signal);
    }
  }

  async #keepTrusted(signal: AbortSignal): Promise<void> {
    const server = this.#server;
    if (!server) throw new TypeError('listen comes before run');
    const { host, namespace } = this.#options;
    const { conversion } = (await this.#definition(signal)).spec ?? {};
    const { clientConfig = {} } = conversion?.webhook ?? {};
    const certificate = await this.#store.current([host ?? serviceName(clientConfig, namespace)], signal);
    const caBundle = Buffer.from(bundle(certificate), 'utf8').toString('base64');
    const url = this.#url(server.port);
    const isTrusted = clientConfig.caBundle === caBundle && (url === undefined || clientConfig.url === url);
    if (!isTrusted) {
      const wanted = url === undefined ? { caBundle } : { caBundle, url, service: null };
      const patch = { spec: { conversion: { webhook: { clientConfig: wanted } } } };
      await this.#client.patchMerge(definitions, undefined, crd, patch, { signal });
      this.#logger.info({ crd, url }, 'the CRD leads to the conversion webhook');
    }
    if (isTrusted || !this.#isStillTrusted(certificate)) this.#use(certificate);
  }

  /**
   * Whether what is served with now goes on being trusted: then it stays until the next look, by when every API server
   * has seen that the CRD trusts the new one, too.
   */
  #isStillTrusted({ formerCa }: ServingCertificate): boolean {
    return this.#served !== undefined && formerCa !== '';
  }

  #use(certificate: ServingCertificate): void {
    if (certificate.cert !== this.#served) this.#server?.use(certificate);
    this.#served = certificate.cert;
  }

  #url(port: number): string | undefined {
    const { host } = this.#options;
    if (host === undefined) return undefined;
    return `https://${isIPv6(host) ? `[${host}]` : host}:${port}${conversionPath}`;
  }

  #definition(signal: AbortSignal): Promise<Definition> {
    return this.#client.get<Definition>(definitions, undefined, crd, { signal });
  }
}

/** Both authorities as PEM, each on lines of its own: a bundle in which two touch is none. */
function bundle({ ca, formerCa }: ServingCertificate): string {
  return [ca, formerCa].map((pem) => (pem === '' ? '' : `${pem.trimEnd()}\n`)).join('');
}

const crd = crdName(KonnectGatewayControlPlane);

/** The name under which the API server comes by way of a Service. That of another namespace is somebody else's webhook. */
function serviceName({ service }: ClientConfig, ownNamespace: string): string {
  if (!service) throw new NoServiceError(`the CRD ${crd} names no Service for its conversion`);
  if (service.namespace !== ownNamespace) {
    throw new NoServiceError(
      `the CRD ${crd} has the Service ${service.namespace}/${service.name} convert, which is none of the namespace ` +
        `${ownNamespace}: install the CRD of this release`,
    );
  }
  return `${service.name}.${service.namespace}.svc`;
}

/** The CRD doesn't say how this webhook is to be reached. */
class NoServiceError extends Error {
  override readonly name = 'NoServiceError';
}

function isPassing(error: unknown): error is Error {
  return (
    error instanceof NoServiceError ||
    error instanceof KubernetesUnreachableError ||
    error instanceof KubernetesApiError
  );
}
