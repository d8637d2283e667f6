/** What a success has to look like: an entity with its id, a page of a collection, or anything, where nobody looks. */
export type AnswerShape = 'entity' | 'page' | 'any';

/**
 * Whether a success is the API's own. What stands before the API may answer 200 to everything: a portal that wants people
 * to sign in, a page that says that there is maintenance. An entity that was never written must not be taken for made.
 */
export function hasShape(answer: unknown, shape: AnswerShape): boolean {
  if (shape === 'any') return true;
  if (typeof answer !== 'object' || answer === null) return false;
  return shape === 'page'
    ? 'data' in answer && Array.isArray(answer.data)
    : 'id' in answer && typeof answer.id === 'string' && answer.id !== '';
}
