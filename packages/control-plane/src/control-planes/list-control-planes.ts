import type { ExpressionBuilder, Kysely } from 'kysely';
import { textContains } from '../storage/dialect.ts';
import type { Tables } from '../storage/tables.ts';
import type { ControlPlaneFilter, FilterCondition, LabelCondition } from './control-plane-filter.ts';

/** A page of control planes as stored, and how many the filter finds in all. */
export interface ControlPlanePage {
  bodies: string[];
  total: number;
}

/** Whose control planes are listed: all of an organisation, or those of them that somebody has a role in. */
export interface ControlPlaneView {
  organizationId: string;
  visible: 'all' | readonly string[];
}

/** Lists the control planes of a view; where nothing is said, in the order of creation. */
export async function listControlPlanes(
  db: Kysely<Tables>,
  { organizationId, visible }: ControlPlaneView,
  filter: ControlPlaneFilter,
): Promise<ControlPlanePage> {
  const found = db
    .selectFrom('control_planes')
    .where('organization_id', '=', organizationId)
    .where((builder) =>
      builder.and([
        ...filter.conditions.map((condition) => conditionHolds(db, builder, condition)),
        ...filter.labels.map((label) => hasLabel(builder, label)),
        ...(visible === 'all' ? [] : [isAmong(builder, visible)]),
      ]),
    );
  const { total } = await found
    .select((builder) => builder.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const sorted = filter.sort.reduce((page, key) => page.orderBy(key.column, key.direction), found);
  const rows = await sorted
    .orderBy('seq')
    .select('body')
    .limit(filter.pageSize)
    .offset((filter.pageNumber - 1) * filter.pageSize)
    .execute();
  return { bodies: rows.map((row) => row.body), total: Number(total) };
}

type Builder = ExpressionBuilder<Tables, 'control_planes'>;

function conditionHolds(db: Kysely<Tables>, builder: Builder, { column, operator, value }: FilterCondition) {
  if (column === 'cloud_gateway') {
    return builder('cloud_gateway', '=', value === 'true' ? 1 : 0);
  }
  // Ids are kept in small letters.
  const wanted = column === 'id' ? value.toLowerCase() : value;
  switch (operator) {
    case 'eq':
      return builder(column, '=', wanted);
    case 'neq':
      return builder(column, '!=', wanted);
    case 'oeq':
      return builder(column, 'in', wanted.split(','));
    case 'contains':
      return textContains(db, column, wanted);
  }
}

/** `in ()` is no SQL, so that for no ids the condition is one that never holds. */
function isAmong(builder: Builder, ids: readonly string[]) {
  return ids.length === 0 ? builder('id', 'is', null) : builder('id', 'in', ids);
}

function hasLabel(builder: Builder, { key, value }: LabelCondition) {
  let labels = builder
    .selectFrom('control_plane_labels')
    .select('key')
    .whereRef('control_plane_labels.control_plane_id', '=', 'control_planes.id')
    .where('control_plane_labels.key', '=', key);
  if (value !== undefined) {
    labels = labels.where('control_plane_labels.value', '=', value);
  }
  return builder.exists(labels);
}
