import type { InputProblem } from '../validation/input-problem.ts';

/** Which control planes to list, and in what order. All conditions must hold. */
export interface ControlPlaneFilter {
  pageSize: number;
  pageNumber: number;
  conditions: readonly FilterCondition[];
  labels: readonly LabelCondition[];
  sort: readonly SortKey[];
}

/** One `filter[…]`. */
export interface FilterCondition {
  column: 'id' | 'name' | 'cluster_type' | 'cloud_gateway';
  operator: 'eq' | 'neq' | 'oeq' | 'contains';
  value: string;
}

/** A label that must be there; without a value it may have any. */
export interface LabelCondition {
  key: string;
  value: string | undefined;
}

/** One column to sort by. */
export interface SortKey {
  column: 'id' | 'name' | 'cluster_type' | 'created_at' | 'updated_at';
  direction: 'asc' | 'desc';
}

/** The filter, or what is wrong with the query string. */
export type FilterResult = { ok: true; filter: ControlPlaneFilter } | { ok: false; problems: InputProblem[] };

const DEFAULT_PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 100;
const MAX_PAGE_NUMBER = 1_000_000;

/** The filters of the contract's `ControlPlaneFilterParameters`. */
const FILTERS: ReadonlyMap<string, Omit<FilterCondition, 'value'>> = new Map([
  ['filter[id][eq]', { column: 'id', operator: 'eq' }],
  ['filter[id][oeq]', { column: 'id', operator: 'oeq' }],
  ['filter[name][eq]', { column: 'name', operator: 'eq' }],
  ['filter[name][neq]', { column: 'name', operator: 'neq' }],
  ['filter[name][contains]', { column: 'name', operator: 'contains' }],
  ['filter[cluster_type][eq]', { column: 'cluster_type', operator: 'eq' }],
  ['filter[cluster_type][neq]', { column: 'cluster_type', operator: 'neq' }],
  ['filter[cluster_type][oeq]', { column: 'cluster_type', operator: 'oeq' }],
  ['filter[cloud_gateway]', { column: 'cloud_gateway', operator: 'eq' }],
]);

/** The names of the filters, as they stand in a query string. */
export const CONTROL_PLANE_FILTERS: readonly string[] = [...FILTERS.keys()];

const SORT_COLUMNS: ReadonlySet<string> = new Set(['id', 'name', 'cluster_type', 'created_at', 'updated_at']);

/**
 * Reads the query string of a list of control planes. A parameter without a value counts as not given. A filter that
 * isn't known is refused rather than ignored: it would answer more than was asked for.
 */
export function readControlPlaneFilter(
  parameters: Readonly<Record<string, string | string[] | undefined>>,
): FilterResult {
  const problems: InputProblem[] = [];
  const wrong = (field: string, message: string) => {
    problems.push({ field, message, reason: { kind: 'invalid' } });
  };
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value)) {
      wrong(name, 'must be given once');
    } else if (value !== undefined && value !== '') {
      given.set(name, value);
    }
  }
  const integer = (name: string, fallback: number, maximum: number): number => {
    const text = given.get(name) ?? String(fallback);
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= 1 && value <= maximum)) {
      wrong(name, `must be an integer between 1 and ${maximum}`);
    }
    return value;
  };
  const filter: ControlPlaneFilter = {
    pageSize: integer('page[size]', DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE),
    pageNumber: integer('page[number]', 1, MAX_PAGE_NUMBER),
    conditions: readConditions(given, wrong),
    labels: readLabels(given.get('labels') ?? ''),
    sort: readSort(given.get('sort') ?? '', wrong),
  };
  return problems.length === 0 ? { ok: true, filter } : { ok: false, problems };
}

type Report = (field: string, message: string) => void;

function readConditions(given: ReadonlyMap<string, string>, wrong: Report): FilterCondition[] {
  const conditions: FilterCondition[] = [];
  for (const [name, value] of given) {
    if (!name.startsWith('filter')) {
      continue;
    }
    const known = FILTERS.get(name);
    if (known === undefined) {
      wrong(name, `unknown filter; known are ${CONTROL_PLANE_FILTERS.join(', ')}`);
    } else if (known.column === 'cloud_gateway' && value !== 'true' && value !== 'false') {
      wrong(name, 'must be true or false');
    } else {
      conditions.push({ ...known, value });
    }
  }
  return conditions;
}

/** `key:value`, several separated by commas; a bare key asks only whether it is there. */
function readLabels(text: string): LabelCondition[] {
  return text
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '')
    .map((label) => {
      const colon = label.indexOf(':');
      return colon === -1
        ? { key: label, value: undefined }
        : { key: label.slice(0, colon), value: label.slice(colon + 1) };
    });
}

/** `name`, `name desc`; several separated by commas. What is wrong is reported once, however often it is wrong. */
function readSort(text: string, wrong: Report): SortKey[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const keys = parts.map(readSortKey);
  const known = keys.filter((key) => key !== undefined);
  if (known.length < keys.length) {
    wrong(
      'sort',
      `must be one of ${[...SORT_COLUMNS].join(', ')}, followed by 'desc' for the other way round`,
    );
  }
  return known;
}

function readSortKey(part: string): SortKey | undefined {
  const [column = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
  const isKnown = SORT_COLUMNS.has(column) && (direction === 'asc' || direction === 'desc');
  return isKnown && rest.length === 0 ? { column: column as SortKey['column'], direction } : undefined;
}
