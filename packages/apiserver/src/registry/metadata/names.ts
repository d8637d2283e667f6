/*
 * The rules for names, and the sentences in which Kubernetes reports their breach (apimachinery's
 * `util/validation`).
 */

const MAX_SUBDOMAIN_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dns1035Label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedNamePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must " +
  "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and " +
  "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const dns1035LabelRule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic " +
  "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation " +
  "is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const namePartRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must " +
  "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for " +
  "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What is wrong with a name that has to be a DNS subdomain; most kinds' names are. */
export function subdomainErrors(name: string): string[] {
  const errors = [];
  if (name.length > MAX_SUBDOMAIN_LENGTH) errors.push(tooLong(MAX_SUBDOMAIN_LENGTH));
  if (!subdomain.test(name)) errors.push(subdomainRule);
  return errors;
}

/** What is wrong with a name that has to be a DNS label, such as a namespace's. */
export function labelErrors(name: string): string[] {
  const errors = [];
  if (name.length > MAX_LABEL_LENGTH) errors.push(tooLong(MAX_LABEL_LENGTH));
  if (!label.test(name)) errors.push(labelRule);
  return errors;
}

/** What is wrong with a name that has to be an old DNS label, which begins with a letter: those in a CRD. */
export function dns1035LabelErrors(name: string): string[] {
  const errors = [];
  if (name.length > MAX_LABEL_LENGTH) errors.push(tooLong(MAX_LABEL_LENGTH));
  if (!dns1035Label.test(name)) errors.push(dns1035LabelRule);
  return errors;
}

/** What is wrong with the key of a label or annotation, or the name of a finalizer. */
export function qualifiedNameErrors(key: string): string[] {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  if (name.includes('/')) {
    return [
      `a qualified name ${namePartRule.slice('name part '.length)} with an optional DNS subdomain prefix and ` +
        "'/' (e.g. 'example.com/MyName')",
    ];
  }
  const errors = slash < 0 ? [] : prefixErrors(key.slice(0, slash));
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > MAX_LABEL_LENGTH) errors.push(`name part ${tooLong(MAX_LABEL_LENGTH)}`);
  if (!qualifiedNamePart.test(name)) errors.push(namePartRule);
  return errors;
}

/** What is wrong with the value of a label. */
export function labelValueErrors(value: string): string[] {
  const errors = [];
  if (value.length > MAX_LABEL_LENGTH) errors.push(tooLong(MAX_LABEL_LENGTH));
  if (!labelValue.test(value)) errors.push(labelValueRule);
  return errors;
}

function prefixErrors(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return subdomainErrors(prefix).map((error) => `prefix part ${error}`);
}

function tooLong(maxLength: number): string {
  return `must be no more than ${maxLength} characters`;
}
