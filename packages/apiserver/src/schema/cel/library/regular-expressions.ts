import { type Environment, EvaluationError } from '@marcbachmann/cel-js';
import { RE2JS, RE2JSException } from 're2js';
import { spendText } from '../evaluation-budget.ts';
import { evaluationFailure } from '../evaluation-failure.ts';
import { define } from './define.ts';

/** A rule's patterns are nearly always literals, few in number; a pattern made from data may not fill the memory. */
const maxCompiledPatterns = 500;
const compiledPatterns = new Map<string, RE2JS>();

/**
 * Registers `matches`, `find` and `findAll`. All run on RE2, as Kubernetes' do: the time they take is linear in the
 * text whatever the pattern.
 */
export function registerRegularExpressions(env: Environment): void {
  define(env, {
    'string.k8s_matches(string): bool': matches,
    'k8s_matches(string, string): bool': matches,
    'string.find(string): string': (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? '',
    'string.findAll(string): list<string>': (text: string, pattern: string) =>
      findAll(text, pattern, Infinity),
    'string.findAll(string, int): list<string>': (text: string, pattern: string, limit: bigint) =>
      findAll(text, pattern, limit < 0n ? Infinity : Number(limit)),
  });
}

function matches(text: string, pattern: string): boolean {
  spendText(text.length);
  return compilePattern(pattern).test(text);
}

function findAll(text: string, pattern: string, limit: number): string[] {
  spendText(text.length);
  const matcher = compilePattern(pattern).matcher(text);
  const found: string[] = [];
  while (found.length < limit && matcher.find()) {
    spendText(text.length);
    found.push(matcher.group() ?? '');
  }
  return found;
}

/** Whether a text is a regular expression as RE2 has them. */
export function isPattern(text: string): boolean {
  try {
    compilePattern(text);
    return true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

function compilePattern(pattern: string): RE2JS {
  const known = compiledPatterns.get(pattern);
  if (known) return known;
  if (compiledPatterns.size >= maxCompiledPatterns) compiledPatterns.clear();
  try {
    const compiled = RE2JS.compile(pattern);
    compiledPatterns.set(pattern, compiled);
    return compiled;
  } catch (error) {
    if (error instanceof RE2JSException) throw evaluationFailure(error.message);
    throw error;
  }
}
