import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject, ManagedFieldsEntry } from '../kube-object.ts';
import { appliedFields, withNamedFields } from './applied-fields.ts';
import { apply, configuration, entriesOf, schema, terms, update } from './apply.fixture.ts';
import { allFields } from './compare-values.ts';
import { difference, type FieldSet, isEmpty, leaf, self, union } from './field-set.ts';
import { ownedPart, withObjectMeta } from './owned-part.ts';
import { applyConfiguration } from './server-side-apply.ts';

describe('server-side apply, whatever is applied', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const text = fc.constantFrom('1', '2');
  const spec = fc.record(
    {
      weight: fc.integer({ min: 0, max: 2 }),
      ref: fc.record({ name: text, namespace: text }, { requiredKeys: [] }),
      selector: fc.dictionary(name, text, { maxKeys: 2 }),
      limits: fc.dictionary(name, text, { maxKeys: 3 }),
      tags: fc.array(text, { maxLength: 2 }),
      members: fc.uniqueArray(name, { maxLength: 3 }),
      rules: fc.uniqueArray(fc.record({ name, value: text, note: text }, { requiredKeys: ['name'] }), {
        selector: (rule) => rule.name,
        maxLength: 3,
      }),
    },
    { requiredKeys: [] },
  );
  const step = fc.record({
    manager: fc.constantFrom('x', 'y', 'z'),
    spec,
    operation: fc.constantFrom('Apply', 'Update'),
  });

  function run(steps: { manager: string; spec: object; operation: string }[]): KubeObject | undefined {
    let live: KubeObject | undefined;
    for (const { manager, spec, operation } of steps) {
      const wanted = configuration(spec);
      live =
        operation === 'Apply'
          ? apply(live, manager, wanted, { force: true })
          : update(live, manager, { ...wanted, metadata: { ...wanted.metadata, ...live?.metadata } });
    }
    return live;
  }

  it('applied twice is applied once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), spec, (steps, last) => {
        const once = apply(run(steps), 'x', configuration(last), { force: true });
        expect(apply(once, 'x', configuration(last))).toBe(once);
        expect(apply(once, 'x', structuredClone(configuration(last)), { force: true })).toBe(once);
      }),
    );
  });

  it('what was applied is there, and is owned by its applier', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), spec, (steps, last) => {
        const object = apply(run(steps), 'x', configuration(last), { force: true });
        const result = applyConfiguration({
          ...terms,
          live: object,
          applied: configuration(last),
          manager: 'y',
        });
        expect(result.ok).toBe(true);
        const claimed = appliedFields(
          ownedPart(configuration(last), 'all-but-status'),
          withObjectMeta(schema),
        );
        const { 'f:metadata': _, ...expected } = claimed;
        const own = entriesOf(object).find(
          ({ manager, operation }) => manager === 'x' && operation === 'Apply',
        );
        expect(own?.fieldsV1 ?? {}).toEqual(expected);
      }),
    );
  });

  it('nobody owns a field that is not there', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const object = run(steps);
        if (object === undefined) return;
        const all = allFields(ownedPart(object, 'all-but-status'), withObjectMeta(schema));
        for (const entry of entriesOf(object)) {
          expect(difference(entry.fieldsV1 as FieldSet, all)).toEqual({});
        }
      }),
    );
  });

  it('every value that is there has an owner', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const object = run(steps);
        if (object === undefined) return;
        const root = withObjectMeta(schema);
        const owned = entriesOf(object).reduce<FieldSet>((set, entry) => union(set, fields(entry)), leaf);
        const all = allFields(withoutEmpty(ownedPart(object, 'all-but-status')), root);
        const { 'f:metadata': _, [self]: _root, ...unowned } = difference(all, withNamedFields(owned, root));
        expect(unowned).toEqual({});
      }),
    );
  });

  it('a field with one owner goes when its owner leaves it out', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const object = run(steps);
        if (object === undefined) return;
        const appliers = entriesOf(object).filter(({ operation }) => operation === 'Apply');
        const empty = appliers.reduce((live, { manager }) => apply(live, manager, configuration()), object);
        expect(entriesOf(empty).filter(({ operation }) => operation === 'Apply')).toEqual([]);
        const left = entriesOf(empty).reduce<FieldSet>((set, entry) => union(set, fields(entry)), leaf);
        if (isEmpty(left) && steps.every(({ operation }) => operation === 'Apply')) {
          expect(empty['spec'] ?? {}).toEqual({});
        }
      }),
    );
  });

  function fields(entry: ManagedFieldsEntry): FieldSet {
    return entry.fieldsV1 as FieldSet;
  }

  /** An object that has lost all that was in it may be left over, and belong to nobody. */
  function withoutEmpty(value: unknown): unknown {
    if (Array.isArray(value)) return value.length === 0 ? undefined : value;
    if (typeof value !== 'object' || value === null) return value;
    const inner = Object.entries(value).map(([key, one]) => [key, withoutEmpty(one)] as const);
    const kept = inner.filter(([, one]) => one !== undefined);
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
});
