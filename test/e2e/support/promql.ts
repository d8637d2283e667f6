import { parser } from '@prometheus-io/lezer-promql';

/** What an expression asks for: a metric, and the labels that it is selected by. */
export interface Selected {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The metrics that a PromQL expression selects. Throws a `SyntaxError` that quotes what can't be understood. */
export function selectedBy(expression: string): Selected[] {
  const selected: { metric: string; labels: string[] }[] = [];
  parser.parse(expression).iterate({
    enter({ type, from, to, node }) {
      const text = expression.slice(from, to);
      if (type.isError) throw new SyntaxError(`${expression} is no PromQL at ${from}: ${text}`);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') {
        selected.push({ metric: text, labels: [] });
      }
      if (type.name === 'LabelName' && node.parent?.name === 'UnquotedLabelMatcher') {
        selected.at(-1)?.labels.push(text);
      }
    },
  });
  return selected;
}
