import { eventually, expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import { gadget, gadgets } from '../gadget.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { widget } from '../widget.ts';

const text = { type: 'string', maxLength: 100 };
const texts = { type: 'array', maxItems: 10, items: text };
const parts = {
  type: 'array',
  maxItems: 10,
  items: { type: 'object', required: ['name'], properties: { name: text, count: { type: 'integer' } } },
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
};

/** The fields of a `spec` that rules look at. */
const properties = {
  text,
  texts,
  set: { ...texts, 'x-kubernetes-list-type': 'set' },
  parts,
  numbers: { type: 'object', maxProperties: 10, additionalProperties: { type: 'integer' } },
  either: { 'x-kubernetes-int-or-string': true },
  since: { type: 'string', format: 'date-time' },
  'a-b': { type: 'string', maxLength: 10 },
  namespace: { type: 'string', maxLength: 10 },
};

interface Rule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** A CRD whose `spec` has these rules. */
function withRules(place: Place, ...rules: (Rule | string)[]) {
  const validations = rules.map((rule) => (typeof rule === 'string' ? { rule } : rule));
  return gadgets(place, { type: 'object', properties, 'x-kubernetes-validations': validations });
}

/** Rules, with a `spec` that keeps and one that breaks each. */
const libraries: [rule: string, good: object, bad: object][] = [
  ["self.text.startsWith('a') && self.text.matches('^a+$')", { text: 'aaa' }, { text: 'abc' }],
  ["self.text.split('-').size() == 2 && self.text.upperAscii() == 'A-B'", { text: 'a-b' }, { text: 'a-b-c' }],
  ["quantity(self.text).isLessThan(quantity('1Gi'))", { text: '500Mi' }, { text: '2Gi' }],
  [
    "isURL(self.text) && url(self.text).getHost() == 'a.example'",
    { text: 'https://a.example/x' },
    { text: 'https://b.example/x' },
  ],
  ['ip(self.text).family() == 4', { text: '10.0.0.1' }, { text: '::1' }],
  ["cidr('10.0.0.0/8').containsIP(self.text)", { text: '10.1.2.3' }, { text: '11.1.2.3' }],
  ["self.text.find('[0-9]+') == '42'", { text: 'a42' }, { text: 'a43' }],
  [
    "'%s has %d'.format([dyn(self.text), dyn(self.texts.size())]) == 'a has 2'",
    { text: 'a', texts: ['x', 'y'] },
    { text: 'a', texts: [] },
  ],
  ['!format.dns1123Label().validate(self.text).hasValue()', { text: 'a-label' }, { text: 'No Label' }],
  ["sets.contains(['a', 'b'], self.texts)", { texts: ['b'] }, { texts: ['c'] }],
  ['self.texts.isSorted()', { texts: ['a', 'b'] }, { texts: ['b', 'a'] }],
  ["self.?text.orValue('none') == 'none'", {}, { text: 'some' }],
  ["type(self.either) == int ? self.either < 100 : self.either == '50%'", { either: '50%' }, { either: 100 }],
  [
    "self.since > timestamp('2020-01-01T00:00:00Z')",
    { since: '2021-01-01T00:00:00Z' },
    { since: '2019-01-01T00:00:00Z' },
  ],
  [
    "self.a__dash__b == 'x' && self.__namespace__ == 'y'",
    { 'a-b': 'x', namespace: 'y' },
    { 'a-b': 'y', namespace: 'y' },
  ],
  [
    "self.parts.exists_one(p, p.name == 'a' && p.count > 1)",
    { parts: [{ name: 'a', count: 2 }] },
    { parts: [] },
  ],
  // Open to rules since 1.33 and 1.34.
  ['self.texts.all(i, t, i == 0 || t != self.texts[i - 1])', { texts: ['a', 'b'] }, { texts: ['a', 'a'] }],
  ['self.numbers.transformMap(k, v, v + 1).all(k, v, v > 1)', { numbers: { a: 1 } }, { numbers: { a: 0 } }],
  ["semver(self.text).isGreaterThan(semver('1.2.3'))", { text: '1.10.0' }, { text: '1.2.3-rc.1' }],
];

const broken: [what: string, rule: Rule | string, words: string][] = [
  ['names a field that the schema lacks', 'self.nope == 1', "undefined field 'nope'"],
  ['calls a function that there isn’t', 'self.text.explode() == 1', 'explode'],
  ['compares what can’t be compared', 'self.text == 1', 'no '],
  ['isn’t about true or false', 'self.text', 'must evaluate to a bool'],
  ['has a literal that is no regular expression', "self.text.matches('(')", 'matches'],
  [
    'has a message that is no text',
    { rule: 'true', messageExpression: '1 + 1' },
    'must evaluate to a string',
  ],
  ['has a path that leads nowhere', { rule: 'true', fieldPath: '.nope' }, 'fieldPath'],
  [
    'may take too long',
    'self.texts.all(a, self.texts.all(b, self.texts.all(c, self.texts.all(d, self.texts.all(e, a + b + c + d != e && self.texts.all(f, self.texts.all(g, f == g)))))))',
    'exceeds budget',
  ],
];

export const rules: Topic = {
  title: 'Validation by rules (CEL)',
  source: sources.cel,
  since: '1.25',
  cases: [
    {
      name: 'refuses with the message, reason and field that the rule gives',
      run: async ({ client, widgets, group, fresh }) => {
        const answer = await client.create(widgets, widget(group, fresh(), { size: 1, replicas: 4 }));
        expectRefusal(answer, 422, 'Invalid', 'spec.size: Forbidden: size is too small for all replicas');
        expectPart(answer.failure.details ?? {}, {
          causes: [{ reason: 'FieldValueForbidden', field: 'spec.size' }],
        });
      },
    },
    {
      name: 'says which rule failed when the rule says nothing',
      run: async (place) => {
        const { path, group } = await withRules(place, "self.text == 'a'");
        const answer = await place.client.create(path, gadget(group, place.fresh(), { text: 'b' }));
        expectRefusal(answer, 422, 'Invalid', "failed rule: self.text == 'a'");
      },
    },
    {
      name: 'compares with the state before in transition rules',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        expectStatus(await client.create(widgets, widget(group, name, { serial: 'a' })), 201);
        expectStatus(await client.patch(`${widgets}/${name}`, { spec: { size: 3 } }), 200);
        expectRefusal(
          await client.patch(`${widgets}/${name}`, { spec: { serial: 'b' } }),
          422,
          'Invalid',
          'serial is immutable',
        );
      },
    },
    {
      name: 'takes what isn’t there yet for none where a rule asks for that (`optionalOldSelf`)',
      run: async (place) => {
        const rule = "oldSelf.hasValue() || self.text == 'first'";
        const { path, group } = await withRules(place, { rule, optionalOldSelf: true });
        const { client } = place;
        expectEqual((await client.create(path, gadget(group, 'a', { text: 'second' }))).status, 422);
        expectStatus(await client.create(path, gadget(group, 'a', { text: 'first' })), 201);
        expectStatus(await client.patch(`${path}/a`, { spec: { text: 'second' } }), 200);
      },
    },
    {
      name: 'merges sets and lists with keys when it adds them',
      run: async (place) => {
        const { path, group } = await withRules(
          place,
          { rule: 'self.set + oldSelf.set == self.set', message: 'nothing may leave the set' },
          { rule: 'oldSelf.parts + self.parts == self.parts', message: 'no part may go' },
        );
        const { client } = place;
        const part = (name: string, count: number) => ({ name, count });
        const spec = { set: ['a', 'b'], parts: [part('a', 1)] };
        expectStatus(await client.create(path, gadget(group, 'a', spec)), 201);
        const grown = { set: ['c', 'b', 'a'], parts: [part('b', 1), part('a', 5)] };
        expectStatus(await client.patch(`${path}/a`, { spec: grown }), 200);
        const shrunk = await client.patch(`${path}/a`, { spec: { set: ['a'], parts: [part('b', 1)] } });
        expectRefusal(shrunk, 422, 'Invalid', 'nothing may leave the set');
        expectRefusal(shrunk, 422, 'Invalid', 'no part may go');
      },
    },
    {
      name: 'lets what was broken before stay as it is (ratcheting)',
      run: async (place) => {
        const { path, crdPath, group } = await gadgets(place, { type: 'object', properties });
        const { client } = place;
        expectStatus(await client.create(path, gadget(group, 'a', { text: 'old' })), 201);
        const field = '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/text';
        const value = [{ rule: "self == 'new'" }];
        const operation = { op: 'add', path: `${field}/x-kubernetes-validations`, value };
        expectStatus(await client.patch(crdPath, [operation], 'json'), 200);
        await eventually(
          async () =>
            (await client.create(`${path}?dryRun=All`, gadget(group, 'b', { text: 'old' }))).status === 422,
        );
        expectStatus(await client.patch(`${path}/a`, { spec: { namespace: 'x' } }), 200);
        expectEqual((await client.patch(`${path}/a`, { spec: { text: 'other' } })).status, 422);
      },
    },
    {
      name: 'hangs at no regular expression, neither in rules nor in patterns',
      run: async (place) => {
        const evil = '^(a+)+$';
        const { path, group } = await gadgets(place, {
          type: 'object',
          properties: { text: { ...text, pattern: evil } },
          'x-kubernetes-validations': [{ rule: `self.text.matches('${evil}')` }],
        });
        const long = `${'a'.repeat(90)}b`;
        expectEqual((await place.client.create(path, gadget(group, 'a', { text: long }))).status, 422);
      },
    },
    ...libraries.map(([rule, good, bad]) => ({
      name: `knows Kubernetes’ libraries: \`${rule}\``,
      run: async (place: Place) => {
        const { path, group } = await withRules(place, rule);
        expectStatus(await place.client.create(path, gadget(group, place.fresh(), good)), 201);
        expectEqual((await place.client.create(path, gadget(group, place.fresh(), bad))).status, 422);
      },
    })),
    ...broken.map(([what, rule, words]) => ({
      name: `is refused with the CRD when a rule ${what}`,
      run: async (place: Place) => {
        const { answer, refusal } = await withRules(place, rule);
        expectEqual([answer, refusal.includes(words) || refusal], [422, true]);
      },
    })),
  ],
};
