import type { Question } from '../../question.ts';
import type { ResourceDefinition } from '../../resource-definition.ts';
import { builtIn } from '../built-in.ts';

/** Describes a kind of review: it is asked, answered and never stored. */
export function reviewKind(
  group: string,
  kind: string,
  namespaced: boolean,
  answer: Question['answer'],
): ResourceDefinition {
  return builtIn({
    group,
    version: 'v1',
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced,
    verbs: ['create'],
    strategy: { answer },
  });
}
