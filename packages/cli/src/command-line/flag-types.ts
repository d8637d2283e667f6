import { isIPv6 } from 'node:net';
import { type Flag, FlagValueError } from './flag.ts';

interface Described {
  argument?: string;
  description: string;
  defaultText?: string;
}

/** A switch: true when given. */
export function switchFlag(description: string): Flag<boolean> {
  return { description, defaultValue: false, read: () => true };
}

/** A switch that turns off what is on otherwise: its name is what is on, and it is typed `--no-NAME`. */
export function offSwitchFlag(description: string): Flag<boolean> {
  return { description, defaultValue: true, read: () => false };
}

/** Free text, such as a path. */
export function textFlag<Default extends string | undefined>(
  described: Described & { argument: string; defaultValue: Default; readsOwnVariable?: boolean },
): Flag<string | Default> {
  return { ...described, read: (text) => nonEmpty(text) };
}

/** The URL of a server, without a path; the value has no `/` at its end. */
export function serverUrlFlag(described: Described): Flag<string | undefined> {
  return {
    argument: 'URL',
    ...described,
    defaultValue: undefined,
    read: (text) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
        throw new FlagValueError('must be the URL of a server, such as https://konnect.example.com');
      }
      return url.origin;
    },
  };
}

/** Free text that may be given several times. */
export function listFlag(described: Described & { argument: string }): Flag<readonly string[]> {
  return {
    ...described,
    defaultValue: [],
    repeatable: true,
    read: (text, previous) => [...previous, nonEmpty(text)],
  };
}

/** Names of namespaces, between commas, each a DNS label (RFC 1123), as Kubernetes wants them. */
export function namespacesFlag(described: Described): Flag<readonly string[]> {
  return {
    argument: 'NAMESPACES',
    ...described,
    defaultValue: [],
    repeatable: true,
    read: (text, previous) => [...previous, ...text.split(',').map((name) => namespace(name.trim()))],
  };
}

/** The name of one namespace. */
export function namespaceFlag(described: Described): Flag<string | undefined> {
  return {
    argument: 'NAMESPACE',
    ...described,
    defaultValue: undefined,
    read: (text) => {
      if (!namespacePattern.test(text)) {
        throw new FlagValueError('must be the name of a namespace, such as team-a');
      }
      return text;
    },
  };
}

/** A host name or an IP address, without a port. */
export function hostFlag(described: Described): Flag<string | undefined> {
  return {
    argument: 'HOST',
    ...described,
    defaultValue: undefined,
    read: (text) => {
      if (!isIPv6(text) && !/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/i.test(text)) {
        throw new FlagValueError('must be a host name or an IP address, without a port');
      }
      return text;
    },
  };
}

/** One of some words. */
export function choiceFlag<const Choice extends string>(
  described: Described & { choices: readonly Choice[]; defaultValue: NoInfer<Choice> },
): Flag<Choice> {
  const { choices, ...rest } = described;
  return {
    argument: choices.join('|'),
    ...rest,
    read: (text) => {
      const choice = choices.find((known) => known === text);
      if (choice === undefined) throw new FlagValueError(`must be one of ${choices.join(', ')}`);
      return choice;
    },
  };
}

/** A TCP port. 0 stands for any free one. */
export function portFlag(described: Described & { defaultValue: number }): Flag<number> {
  return {
    argument: 'PORT',
    ...described,
    read: (text) => {
      const port = wholeNumber(text);
      if (port === undefined || port > 65_535) throw new FlagValueError('must be a port from 0 to 65535');
      return port;
    },
  };
}

/** A whole number of at least `least`. */
export function countFlag(described: Described & { defaultValue: number; least: number }): Flag<number> {
  const { least, ...rest } = described;
  return {
    argument: 'NUMBER',
    ...rest,
    read: (text) => {
      const count = wholeNumber(text);
      if (count === undefined || count < least) {
        throw new FlagValueError(`must be a whole number of at least ${least}`);
      }
      return count;
    },
  };
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A span of time as Go programs write it, such as `60s`, `1m30s` or `500ms`; the value is in milliseconds. */
export function durationFlag<Default extends number | undefined>(
  described: Described & { defaultValue: Default; defaultText?: string },
): Flag<number | Default> {
  return {
    argument: 'DURATION',
    ...described,
    read: (text) => {
      if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
        throw new FlagValueError('must be a duration such as 500ms, 60s or 1m30s');
      }
      let totalMs = 0;
      for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
        totalMs += Number(amount) * (unitMs[unit] ?? Number.NaN);
      }
      if (totalMs < 1) throw new FlagValueError('must be longer than nothing');
      return totalMs;
    },
  };
}

/** Where to listen. An empty host means every address of the machine. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where to listen, as `host:port`, or `0` for nowhere, as programs on controller-runtime take it. */
export function optionalAddressFlag(
  described: Described & { defaultValue: Address },
): Flag<Address | undefined> {
  const { read, ...rest } = addressFlag(described);
  return { ...rest, read: (text) => (text === '0' ? undefined : read(text, described.defaultValue)) };
}

/** Where to listen, as `host:port`. */
export function addressFlag(described: Described & { defaultValue: Address }): Flag<Address> {
  const { host, port } = described.defaultValue;
  return {
    argument: 'ADDRESS',
    defaultText: `${host}:${port}`,
    ...described,
    read: (text) => {
      const [, written = '', digits = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
      const bracketed = /^\[(.*)\]$/.exec(written)?.[1];
      const hostIsWhole = bracketed === undefined ? !written.includes(':') : isIPv6(bracketed);
      if (digits === '' || Number(digits) > 65_535 || !hostIsWhole) {
        throw new FlagValueError('must be host:port, such as 127.0.0.1:8080, [::1]:8080 or :8080');
      }
      return { host: bracketed ?? written, port: Number(digits) };
    },
  };
}

/** A DNS label (RFC 1123). */
const namespacePattern = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function namespace(name: string): string {
  if (!namespacePattern.test(name)) {
    throw new FlagValueError('must be names of namespaces between commas, such as team-a,team-b');
  }
  return name;
}

function nonEmpty(text: string): string {
  if (text === '') throw new FlagValueError('must not be empty');
  return text;
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
