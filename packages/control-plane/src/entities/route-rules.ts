import type { EntityFields } from '../core-entities/entity-descriptor.ts';

/** Protocols that one route may have together. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(['http', 'https']),
  new Set(['grpc', 'grpcs']),
  new Set(['tcp', 'tls', 'udp']),
  new Set(['tls_passthrough']),
  new Set(['ws', 'wss']),
];

const MATCH_FIELDS = ['destinations', 'headers', 'hosts', 'methods', 'paths', 'snis', 'sources'];

/** Of these fields a route of the protocol needs one at least. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  http: ['hosts', 'methods', 'paths', 'headers'],
  https: ['hosts', 'methods', 'paths', 'headers', 'snis'],
  grpc: ['hosts', 'paths', 'headers'],
  grpcs: ['hosts', 'paths', 'headers', 'snis'],
  tcp: ['sources', 'destinations'],
  udp: ['sources', 'destinations'],
  tls: ['sources', 'destinations', 'snis'],
  tls_passthrough: ['snis'],
  ws: ['hosts', 'paths', 'headers'],
  wss: ['hosts', 'paths', 'headers', 'snis'],
};

/**
 * The rules of a route that concern more than one field, each broken one as a sentence. They are Kong Gateway's own:
 * what breaks them would be refused by the data planes. The route has its defaults already.
 */
export function brokenRouteRules(route: EntityFields): string[] {
  const protocols = Array.isArray(route.protocols) ? route.protocols.map(String) : [];
  return [
    ...mixedFamilies(protocols),
    ...(route.expression === undefined
      ? traditionalRules(route, protocols)
      : expressionRules(route, protocols)),
  ];
}

function mixedFamilies(protocols: string[]): string[] {
  const fits = FAMILIES.some((family) => protocols.every((protocol) => family.has(protocol)));
  return fits ? [] : [`'protocols' can't be combined: ${protocols.join(', ')}`];
}

function traditionalRules(route: EntityFields, protocols: string[]): string[] {
  const broken: string[] = [];
  if (route.priority !== 0) {
    broken.push("'priority' belongs to 'expression'; a route without one has 'regex_priority'");
  }
  const needed = [...new Set(protocols.flatMap((protocol) => NEEDED[protocol] ?? []))];
  if (!needed.some((field) => isFilled(route[field]))) {
    const names = needed.map((field) => `'${field}'`).join(', ');
    broken.push(`at least one of ${names} is required when 'protocols' is ${protocols.join(', ')}`);
  }
  return broken;
}

function expressionRules(route: EntityFields, protocols: string[]): string[] {
  const broken = MATCH_FIELDS.filter((field) => route[field] !== undefined).map(
    (field) => `'${field}' can't be set beside 'expression'`,
  );
  if (route.regex_priority !== 0) {
    broken.push("'regex_priority' can't be set beside 'expression', which has 'priority'");
  }
  if (protocols.some((protocol) => protocol === 'ws' || protocol === 'wss')) {
    broken.push("'expression' can't be used when 'protocols' has 'ws' or 'wss'");
  }
  return broken;
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
