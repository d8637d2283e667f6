const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Whether a value is base64 as Go reads it: with padding; an empty text is no bytes. */
export function isBase64(value: unknown): value is string {
  return typeof value === 'string' && base64.test(value);
}
