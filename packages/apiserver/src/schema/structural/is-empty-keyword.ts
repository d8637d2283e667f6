/** Whether a keyword says nothing: absent, false, or empty. */
export function isEmptyKeyword(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return Array.isArray(value) && value.length === 0;
}
