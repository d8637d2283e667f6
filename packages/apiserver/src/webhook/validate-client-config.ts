import { X509Certificate } from 'node:crypto';
import type { FieldError } from '../schema/field-error.ts';
import { isObject } from '../schema/json-object.ts';
import { invalidValue, requiredValue } from '../schema/make-field-error.ts';

const URL_FORM = '; desired format: https://host[/path]';
const MAX_PORT = 65_535;

/** Checks how a webhook's server is to be reached, by the rules and in the words of Kubernetes' `webhook.Validate…`. */
export function validateClientConfig(config: unknown, path: string): FieldError[] {
  if (!isObject(config)) return [requiredValue(path, 'exactly one of url or service is required')];
  const { url, service, caBundle } = config;
  const errors: FieldError[] = [];
  if ((url === undefined) === (service === undefined)) {
    errors.push(requiredValue(path, 'exactly one of url or service is required'));
  }
  if (typeof url === 'string') errors.push(...urlErrors(url, `${path}.url`));
  if (isObject(service)) errors.push(...serviceErrors(service, `${path}.service`));
  if (typeof caBundle === 'string') errors.push(...caBundleErrors(caBundle, `${path}.caBundle`));
  return errors;
}

function urlErrors(text: string, path: string): FieldError[] {
  const url = URL.parse(text);
  if (url === null)
    return [invalidValue(path, text, `url must be a valid URL: it can't be parsed${URL_FORM}`)];
  const { protocol, host, username, hash, search } = url;
  const errors: FieldError[] = [];
  if (protocol !== 'https:') {
    errors.push(
      invalidValue(path, protocol.slice(0, -1), `'https' is the only allowed URL scheme${URL_FORM}`),
    );
  }
  if (host === '') errors.push(invalidValue(path, host, `host must be specified${URL_FORM}`));
  if (username !== '')
    errors.push(invalidValue(path, username, 'user information is not permitted in the URL'));
  if (hash !== '') errors.push(invalidValue(path, hash.slice(1), 'fragments are not permitted in the URL'));
  if (search !== '') {
    errors.push(invalidValue(path, search.slice(1), 'query parameters are not permitted in the URL'));
  }
  return errors;
}

function serviceErrors(
  { name, namespace, port, path: urlPath }: Record<string, unknown>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(requiredValue(`${path}.name`, 'service name is required'));
  if (!namespace) errors.push(requiredValue(`${path}.namespace`, 'service namespace is required'));
  if (typeof port === 'number' && (port < 1 || port > MAX_PORT)) {
    const why = `port is not valid: must be between 1 and ${MAX_PORT}, inclusive`;
    errors.push(invalidValue(`${path}.port`, port, why));
  }
  if (typeof urlPath === 'string' && urlPath !== '' && urlPath !== '/') {
    if (!urlPath.startsWith('/')) {
      errors.push(invalidValue(`${path}.path`, urlPath, "must start with a '/'"));
    } else if (/\/\/|[?#\s]/.test(urlPath)) {
      errors.push(invalidValue(`${path}.path`, urlPath, 'segments may not be empty, nor hold a query'));
    }
  }
  return errors;
}

function caBundleErrors(bundle: string, path: string): FieldError[] {
  const certificates = certificatesOf(bundle);
  const why = 'unable to load root certificates: unable to parse bytes as PEM block';
  if (certificates.length === 0) return bundle === '' ? [] : [invalidValue(path, bundle, why)];
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
    return [];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [invalidValue(path, bundle, `unable to load root certificates: ${detail}`)];
  }
}

/** The certificates of a `caBundle`, as PEM texts. */
function certificatesOf(bundle: string): string[] {
  const pem = Buffer.from(bundle, 'base64').toString();
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
