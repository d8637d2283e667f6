const MAX_KEY_LENGTH = 253;
const key = /^[-._a-zA-Z0-9]+$/;

/** What is wrong with a key of a ConfigMap's or Secret's data, in whole sentences. */
export function dataKeyErrors(text: string): string[] {
  if (text === '.' || text === '..') return [`must not be '${text}'`];
  const errors = [];
  if (text.length > MAX_KEY_LENGTH) errors.push(`must be no more than ${MAX_KEY_LENGTH} characters`);
  if (!key.test(text)) {
    errors.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or " +
        "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    );
  }
  if (text.startsWith('..')) errors.push(`must not start with '..'`);
  return errors;
}
