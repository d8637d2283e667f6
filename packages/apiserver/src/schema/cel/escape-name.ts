const reservedWords = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/**
 * The name under which CEL rules know a field, escaped as Kubernetes does: `namespace` is `__namespace__`, `a-b` is
 * `a__dash__b`. Undefined for names that no rule can reach: those that begin with a digit or have other characters
 * than letters, digits and `_ . - /`.
 */
export function escapeName(name: string): string | undefined {
  if (reservedWords.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_.\-/][A-Za-z0-9_.\-/]*$/.test(name)) return undefined;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
