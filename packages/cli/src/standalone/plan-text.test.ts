import { expect, test } from 'vitest';
import { planText } from './plan-text.ts';

test('a plan has a line for each object, its differences below it, and the numbers at the end', () => {
  const kind = 'KongTarget';
  expect(
    planText({
      steps: [
        { action: 'create', kind, object: 'default/a' },
        {
          action: 'update',
          kind,
          object: 'default/b',
          id: 'b-id',
          differences: [
            { path: 'weight', from: 1, to: 30 },
            { path: 'tags', from: ['x'], to: undefined },
          ],
        },
        { action: 'delete', kind, object: 'default/c', id: 'c-id', message: 'its object is gone' },
        { action: 'blocked', kind, object: 'default/d', message: 'KongUpstream default/u does not exist' },
      ],
      unchanged: 7,
    }),
  ).toBe(`+ create KongTarget default/a
~ update KongTarget default/b (b-id)
    weight: 1 -> 30
    tags: ["x"] -> (default)
- delete KongTarget default/c (c-id)
    its object is gone
! blocked KongTarget default/d
    KongUpstream default/u does not exist
1 to create, 1 to update, 1 to delete, 1 blocked, 7 as declared
not foreseen: what the API itself may refuse, for its content, a limit or a role of the token`);
});
