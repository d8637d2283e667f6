/** How a webhook's server is reached (admissionregistration.k8s.io/v1 and apiextensions.k8s.io/v1 WebhookClientConfig). */
export interface WebhookClientConfig {
  /** `https://host:port/path`; either this or a service. */
  url?: string;
  service?: ServiceReference;
  /** PEM certificates, in Base64, that the server's certificate is checked with; the system's where there are none. */
  caBundle?: string;
}

/** A Service that stands for a webhook's server. */
export interface ServiceReference {
  namespace: string;
  name: string;
  /** Begins with a slash. */
  path?: string;
  /** 443 where nothing is said. */
  port?: number;
}
