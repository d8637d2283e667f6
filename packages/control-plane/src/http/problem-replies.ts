import {
  type InvalidParameter,
  invalidParametersProblem,
  PROBLEM_CONTENT_TYPE,
  type ProblemDocument,
  problem,
} from '@sluice/konnect-api';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { InputProblem } from '../validation/input-problem.ts';
import { InvalidInputError } from './invalid-input-error.ts';
import type { Refusals } from './refusals.ts';
import { sendJsonText } from './send-json.ts';

/** Sends a problem document (RFC 9457) with the request's trace. */
export function sendProblem(reply: FastifyReply, status: number, detail: string): FastifyReply {
  return send(reply, problem(status, reply.request.id, detail));
}

/** Sends a 400 that names what is wrong; `source` says in what part of the request. */
export function sendInvalidParameters(
  reply: FastifyReply,
  problems: readonly InputProblem[],
  source: string,
): FastifyReply {
  const parameters = problems.map((wrong) => invalidParameter(wrong, source));
  return send(reply, invalidParametersProblem(reply.request.id, parameters));
}

/** The refusals of everything but core entities. */
export const problemRefusals: Refusals = {
  unauthorized: (reply) => sendProblem(reply, 401, 'The request has no valid bearer token'),
  forbidden: (reply, reason) => sendProblem(reply, 403, reason),
  hidden: (reply) => sendProblem(reply, 404, 'There is no such control plane'),
  tooMany: (reply, reason) => sendProblem(reply, 429, reason),
};

/** Answers what was thrown: what the client did wrong with its status, all else with 500. */
export function handleProblem(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof InvalidInputError) {
    return sendInvalidParameters(reply, error.problems, error.validationContext ?? 'body');
  }
  const status = error.statusCode ?? 500;
  if (status === 400) {
    const reason: InputProblem = { field: '', message: error.message, reason: { kind: 'invalid' } };
    return sendInvalidParameters(reply, [reason], 'body');
  }
  if (status < 500) {
    return sendProblem(reply, status, error.message);
  }
  request.log.error({ err: error, method: request.method, url: request.url }, 'A request failed');
  return sendProblem(reply, 500, 'An unexpected error occurred. The log of the server has the trace.');
}

function send(reply: FastifyReply, document: ProblemDocument): FastifyReply {
  return sendJsonText(reply, document.status, JSON.stringify(document), PROBLEM_CONTENT_TYPE);
}

function invalidParameter({ field, message, reason }: InputProblem, source: string): InvalidParameter {
  const parameter = { field, reason: message, source };
  switch (reason.kind) {
    case 'required':
      return { ...parameter, rule: 'required' };
    case 'unknown':
      return { ...parameter, rule: 'unknown_property' };
    case 'type':
      return { ...parameter, rule: `is_${reason.expected}` };
    case 'choice':
      return { ...parameter, rule: 'enum', choices: reason.choices };
    case 'minimum':
      return { ...parameter, rule: reason.rule, minimum: reason.minimum };
    case 'maximum':
      return { ...parameter, rule: reason.rule, maximum: reason.maximum };
    case 'pattern':
      return { ...parameter, rule: 'matches_regex' };
    case 'invalid':
      return { ...parameter, rule: 'invalid' };
  }
}
