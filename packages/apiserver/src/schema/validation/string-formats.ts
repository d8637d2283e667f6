import { isIPv4, isIPv6 } from 'node:net';
import { parseDuration } from '../parse-duration.ts';
import type { SchemaProps } from '../schema-props.ts';

/**
 * The formats that Kubernetes checks in strings, by name without dashes (`datetime` is `date-time`), as the
 * documentation of apiextensions.k8s.io/v1 JSONSchemaProps lists them.
 */
const stringFormats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['bsonobjectid', matches(/^[0-9a-f]{24}$/i)],
  ['uri', isRequestUri],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isIPv4],
  ['ipv6', isPlainIPv6],
  ['cidr', isCidr],
  [
    'mac',
    matches(/^([0-9a-f]{2}([:-][0-9a-f]{2}){5}(([:-][0-9a-f]{2}){2})?|[0-9a-f]{4}(\.[0-9a-f]{4}){2,3})$/i),
  ],
  ['uuid', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i)],
  ['uuid3', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i)],
  ['uuid4', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i)],
  ['uuid5', matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i)],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/)],
  ['hexcolor', matches(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/i)],
  ['rgbcolor', matches(/^rgb\((\s*(\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*(,|(?=\)))){3}\)$/)],
  ['byte', matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/)],
  ['password', () => true],
  ['date', isDate],
  ['duration', (text) => parseDuration(text) !== undefined],
  ['datetime', isDateTime],
  ['quantity', matches(/^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/)],
]);

/**
 * A schema's format as far as Kubernetes heeds it: unknown ones are ignored. `int32`, `int64`, `float` and
 * `double` are known but only ever name the type; Kubernetes doesn't hold a custom resource to their range.
 */
export function supportedFormat(schema: SchemaProps): string | undefined {
  const { format, type } = schema;
  if (!format) return undefined;
  if (type === 'integer') return format === 'int32' || format === 'int64' ? format : undefined;
  if (type === 'number') return format === 'float' || format === 'double' ? format : undefined;
  if (type === undefined || type === 'string') return stringFormat(format) ? format : undefined;
  return undefined;
}

/** The test for a format of strings; undefined for a format that isn't checked. */
export function stringFormat(format: string): ((text: string) => boolean) | undefined {
  return stringFormats.get(format.replaceAll('-', ''));
}

function matches(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}

/** What Go's url.ParseRequestURI takes: an absolute URI or an absolute path. */
function isRequestUri(text: string): boolean {
  if (text.startsWith('/')) return !/[\s\x7f]/.test(text);
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text);
}

/** `name@host`, or `Some Name <name@host>`. */
function isEmail(text: string): boolean {
  const address = /^[^<>]*<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();
  return /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"]+$/.test(address);
}

function isHostname(text: string): boolean {
  if (text.length > 255) return false;
  const labels = text.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length > 1 && last.length < 2) return false;
  return labels.every((label) =>
    /^[a-z0-9\p{L}\p{S}]([a-z0-9\p{L}\p{S}-]{0,61}[a-z0-9\p{L}\p{S}])?$/iu.test(label),
  );
}

function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix)) return false;
  if (isIPv4(address)) return Number(prefix) <= 32;
  return isPlainIPv6(address) && Number(prefix) <= 128;
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\s-]+/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * Number(digit),
    0,
  );
  return sum % 10 === 0;
}

/** A number of a known issuer whose check digit (Luhn) is right. */
function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D+/g, '');
  const issuer =
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
  if (!issuer.test(digits)) return false;
  const sum = [...digits].toReversed().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** RFC 3339 full-date of a day that exists. */
function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text);
}

const dateTime = /^\d{4}-\d{2}-\d{2}[tT]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([zZ]|[+-]\d{2}:\d{2})$/;

/** RFC 3339 date-time. */
function isDateTime(text: string): boolean {
  return dateTime.test(text) && isDay(text);
}

/** Whether there is the day with which a text of the form `YYYY-MM-DD` begins. */
function isDay(text: string): boolean {
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  const year = Number(text.slice(0, 4));
  return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
