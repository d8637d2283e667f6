/**
 * Whether a flag in a query is set: it is unless it is absent, `0` or `false`, as apimachinery converts query
 * parameters. One without a value is set.
 */
export function queryFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && text !== '0' && text.toLowerCase() !== 'false';
}
