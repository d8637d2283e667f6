const ONE_TARGET = /\/targets\/[^/?]+$/;

/**
 * What Kong's form for a target is given of an answer. The form takes the number 0 for no weight at all and then can't be
 * saved, so a weight of 0 becomes the text that somebody would have typed; what the form sends is a number again.
 */
export function withTypedZeroWeight(url: string, body: unknown): unknown {
  const isIdleTarget =
    ONE_TARGET.test(url) &&
    typeof body === 'object' &&
    body !== null &&
    'weight' in body &&
    body.weight === 0;
  return isIdleTarget ? { ...body, weight: '0' } : body;
}
