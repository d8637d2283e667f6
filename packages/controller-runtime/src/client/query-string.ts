/** A query of the parameters that have a value, whose names need no escaping; undefined when none has one. */
export function queryString(
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string | undefined {
  let query = '';
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    if (value === undefined) continue;
    query += `${query === '' ? '' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return query === '' ? undefined : query;
}
