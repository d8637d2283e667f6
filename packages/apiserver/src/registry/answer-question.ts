import { badRequest, invalid } from '../status/api-error.ts';
import { decodeObject, type ParsedBody } from './decode-object.ts';
import type { Question } from './question.ts';
import { subresourceOf } from './subresources.ts';
import type { Target } from './target.ts';
import type { WriteOptions, WriteResult } from './write-options.ts';

/** What a POST to a target asks; undefined when it is there to create something. */
export function questionOf(target: Target): Question | undefined {
  if (target.subresource !== '') return subresourceOf(target)?.question;
  const { answer } = target.resource.strategy;
  return answer && { version: target.version, answer };
}

/** Answers a question that a request's body asks. */
export async function answerQuestion(
  question: Question,
  target: Target,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const { version } = question;
  const { namespace, name } = target;
  const object = decodeObject(body, version, options);
  const { metadata } = object;
  if ((metadata.namespace ?? namespace) !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const errors = version.schema.validate(object, undefined);
  const { group, kind } = version.served;
  if (errors.length > 0) throw invalid({ group, kind }, metadata.name ?? '', errors);
  const { user, dryRun } = options;
  const answer = await question.answer(object, { user, namespace, name, dryRun });
  return { json: JSON.stringify(answer), created: true };
}
