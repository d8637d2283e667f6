/**
 * The annotation of a schema that says its pattern in words. A server that refuses a value answers with this
 * sentence, because a regular expression tells nobody what to do.
 */
export function rule(sentence: string): { 'x-rule': string } {
  return { 'x-rule': sentence };
}
