/** A query of the parameters that have a value; undefined when none has one. */
export function queryString(
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string | undefined {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.append(name, String(value));
  }
  return query.size === 0 ? undefined : query.toString();
}
