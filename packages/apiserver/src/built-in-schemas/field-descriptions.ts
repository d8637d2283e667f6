import { accessDescriptions } from './descriptions/access.ts';
import { batchDescriptions } from './descriptions/batch.ts';
import { clusterDescriptions } from './descriptions/cluster.ts';
import { containerDescriptions } from './descriptions/containers.ts';
import { networkingDescriptions } from './descriptions/networking.ts';
import { podDescriptions } from './descriptions/pods.ts';
import { policyDescriptions } from './descriptions/policies.ts';
import { volumeDescriptions } from './descriptions/volumes.ts';
import { workloadDescriptions } from './descriptions/workloads.ts';

/** What stands for a type as a whole among the names of its fields. */
const WHOLE = '.';

const texts = [
  accessDescriptions,
  batchDescriptions,
  clusterDescriptions,
  containerDescriptions,
  networkingDescriptions,
  podDescriptions,
  policyDescriptions,
  volumeDescriptions,
  workloadDescriptions,
];

/** Sentences by field, by type; read when first needed. */
let described: Map<string, ReadonlyMap<string, string>> | undefined;

/** What one of Kubernetes' types is for; undefined where nobody has written it down. */
export function describeType(type: string): string | undefined {
  return descriptions().get(type)?.get(WHOLE);
}

/** What a field of one of Kubernetes' types is for; undefined where nobody has written it down. */
export function describeField(type: string, field: string): string | undefined {
  return descriptions().get(type)?.get(field);
}

/** What is written down together: types that have fields in common, and those fields. */
interface Paragraph {
  types: readonly string[];
  fields: ReadonlyMap<string, string>;
}

function descriptions(): Map<string, ReadonlyMap<string, string>> {
  described ??= new Map(paragraphs().flatMap(({ types, fields }) => types.map((type) => [type, fields])));
  return described;
}

/**
 * All that is written down. A paragraph is about one type, or about several that have fields in common: their names are
 * its first line, and each line after that is the name of a field and what it is for.
 */
export function paragraphs(): Paragraph[] {
  return texts
    .flatMap((text) => text.trim().split('\n\n'))
    .map((paragraph) => {
      const [types = '', ...lines] = paragraph.split('\n');
      return { types: types.split(' '), fields: new Map(lines.map(splitLine)) };
    });
}

function splitLine(line: string): [field: string, description: string] {
  const end = line.indexOf(' ');
  return [line.slice(0, end), line.slice(end + 1)];
}
