import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kongObjects } from './support/kong-objects.ts';
import { programmedCases } from './support/programmed-cases.ts';
import { referenceCases } from './support/reference-cases.ts';
import { relationCases } from './support/relation-cases.ts';
import { auths, Stage, upstreams } from './support/stage.ts';

const stage = new Stage();
const cases = [programmedCases, referenceCases, relationCases].flatMap((of) => of(stage));

beforeAll(async () => {
  await stage.start();
  await stage.world.kubectl.ok(['create', 'namespace', 'far']);
});
afterAll(() => stage.stop());

const reasonWhenTrue: Readonly<Record<string, string>> = {
  Programmed: 'Programmed',
  APIAuthResolvedRef: 'ResolvedRef',
  ResolvedRefs: 'ResolvedRefs',
  Adopted: 'Adopted',
  Mirrored: 'Mirrored',
  MembersReferenceResolved: 'Resolved',
};

function located(who: string): { kind: string; name: string; namespace: string } {
  const [kind = '', ...path] = who.split('/');
  const [name = '', namespace = 'default'] = path.toReversed();
  return { kind, name, namespace };
}

describe('is False while its cause is there, and True by itself once that is gone', () => {
  it.each(cases)('$condition: $why', async ({ condition, who, programmed, breaks, mends, ends }) => {
    const { kubectl, token } = stage.world;
    const [type = '', reason = ''] = condition.split(' ');
    await breaks();
    for (const { kind, name, namespace } of who.map(located)) {
      const found = await kubectl.condition(kind, name, type, { status: 'False', reason }, { namespace });
      expect(found.message).not.toBe('');
      expect(found.message).not.toContain(token);
      if (kind === auths) continue;
      const expected = { status: 'False', reason: programmed ?? 'ConditionWithStatusFalseExists' };
      await kubectl.condition(kind, name, 'Programmed', expected, { namespace });
    }
    await mends();
    for (const { kind, name, namespace } of who.map(located)) {
      if (ends === 'gone') {
        await kubectl.gone(kind, name, namespace);
        continue;
      }
      if (kind !== auths) await kubectl.programmed(kind, name, namespace);
      if (ends === 'absent') {
        const { status } = await kubectl.get(kind, name, namespace);
        expect(status?.conditions?.map((one) => one.type)).not.toContain(type);
        continue;
      }
      const expected = { status: 'True', reason: reasonWhenTrue[type] ?? 'Valid' };
      await kubectl.condition(kind, name, type, expected, { namespace });
    }
  });
});

it('a certificate in another namespace needs a grant, though its kind is not served', async () => {
  const { kubectl } = stage.world;
  const { upstream, grant } = kongObjects;
  await stage.apply(upstream('certified', { clientCertificateRef: { name: 'cert', namespace: 'far' } }));
  const refused = { status: 'False', reason: 'RefNotPermitted' };
  const { message } = await kubectl.condition(upstreams, 'certified', 'ResolvedRefs', refused);
  expect(message).toContain('KongCertificate far/cert is in another namespace');
  await stage.apply(grant('certificates', 'far', ['KongUpstream', 'default'], ['KongCertificate']));
  const resolved = { status: 'True', reason: 'ResolvedRefs' };
  await kubectl.condition(upstreams, 'certified', 'ResolvedRefs', resolved);
  const invalid = { status: 'False', reason: 'Invalid' };
  await kubectl.condition(upstreams, 'certified', 'KongCertificateRefValid', invalid);
  await stage.apply(upstream('certified'));
  await kubectl.programmed(upstreams, 'certified');
});

it('every reason that the reference names is among them', () => {
  const reference = readFileSync(join(import.meta.dirname, '../../docs/reference/conditions.md'), 'utf8');
  const named = reference.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const status = cells.findIndex((cell) => cell.split(', ').includes('False'));
    const words = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, word]) => word);
    const [type] = words(cells[1]);
    // Where a row is about True and False, the reasons stand in that order.
    const reasons = words(cells[status + 1]).slice(cells[status] === 'False' ? 0 : 1);
    return status < 0 ? [] : reasons.map((reason) => `${type} ${reason}`);
  });
  expect([...new Set(cases.map(({ condition }) => condition))].sort()).toEqual([...new Set(named)].sort());
});
