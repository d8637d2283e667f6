import type { Environment } from '@marcbachmann/cel-js';

/**
 * What CEL's values are in JavaScript, for the signatures of functions: int is bigint, double is number, a list is
 * an array, or a Set when the schema says that it is one.
 */
export type CelList = readonly unknown[] | ReadonlySet<unknown>;

/** Registers functions by signature (`string.trim(): string`); each runs synchronously. */
// biome-ignore lint/suspicious/noExplicitAny: the library checks arguments against the signature before each call.
export function define(env: Environment, functions: Record<string, (...args: any[]) => unknown>): void {
  for (const [signature, handler] of Object.entries(functions)) {
    env.registerFunction(signature, handler, { async: false });
  }
}
