import { type Environment, Optional } from '@marcbachmann/cel-js';
import {
  dns1035LabelErrors,
  labelErrors,
  labelValueErrors,
  qualifiedNameErrors,
  subdomainErrors,
} from '../../../registry/metadata/names.ts';
import { stringFormat } from '../../validation/string-formats.ts';
import { spendText } from '../evaluation-budget.ts';
import { define } from './define.ts';

/** What is wrong with a text, in sentences; empty when nothing is. */
type Check = (text: string) => string[];

/** The formats of Kubernetes' CEL library, by name. A prefix may end in a dash, since something follows. */
const formats: Readonly<Record<string, Check>> = {
  dns1123Label: labelErrors,
  dns1123Subdomain: subdomainErrors,
  dns1035Label: dns1035LabelErrors,
  qualifiedName: qualifiedNameErrors,
  dns1123LabelPrefix: (text) => labelErrors(asPrefix(text)),
  dns1123SubdomainPrefix: (text) => subdomainErrors(asPrefix(text)),
  dns1035LabelPrefix: (text) => dns1035LabelErrors(asPrefix(text)),
  labelValue: labelValueErrors,
  uri: byFormat('uri', 'must be a valid URI'),
  uuid: byFormat('uuid', 'does not match the UUID format'),
  byte: byFormat('byte', 'invalid base64'),
  date: byFormat('date', 'invalid date'),
  datetime: byFormat('date-time', 'invalid datetime'),
};

/** A format that a text can be held against. */
class Format {
  readonly check: Check;

  constructor(check: Check) {
    this.check = check;
  }
}

/**
 * Registers `format.dns1123Label()` and its like, `format.named(string)`, and `validate`, which has no value for a text
 * that fits and a list of what is wrong otherwise.
 */
export function registerNamedFormats(env: Environment): void {
  class FormatNamespace {}
  env.registerType('kubernetes.NamedFormat', { ctor: Format, fields: {} });
  env.registerType('kubernetes.FormatNamespace', FormatNamespace);
  env.registerConstant('format', 'kubernetes.FormatNamespace', new FormatNamespace());
  const known = new Map(Object.entries(formats).map(([name, check]) => [name, new Format(check)]));
  for (const [name, format] of known) {
    define(env, { [`kubernetes.FormatNamespace.${name}(): kubernetes.NamedFormat`]: () => format });
  }
  define(env, {
    'kubernetes.FormatNamespace.named(string): optional<kubernetes.NamedFormat>': (
      _: unknown,
      name: string,
    ) => {
      const format = known.get(name);
      return format === undefined ? Optional.none() : Optional.of(format);
    },
    'kubernetes.NamedFormat.validate(string): optional<list<string>>': ({ check }: Format, text: string) => {
      spendText(text.length);
      const errors = check(text);
      return errors.length === 0 ? Optional.none() : Optional.of(errors);
    },
  });
}

function byFormat(name: string, sentence: string): Check {
  const fits = stringFormat(name);
  return (text) => (fits?.(text) === false ? [sentence] : []);
}

function asPrefix(text: string): string {
  return text.replace(/-$/, 'a');
}
