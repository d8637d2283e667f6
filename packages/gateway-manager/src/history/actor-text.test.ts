import { expect, it } from 'vitest';
import { actorText } from './actor-text.ts';

const names = new Map([['1', 'Ada']]);

it.each([
  ['a person in the page', { user_id: '1', token_name: 'session' }, 'by Ada'],
  ['a person before tokens were named', { user_id: '1', token_name: null }, 'by Ada'],
  ['a token of a person', { user_id: '1', token_name: 'ci' }, 'by Ada, with the token ci'],
  [
    'a person whose roles follow the provider',
    { user_id: '1', token_name: 'openid' },
    'by Ada, by signing in',
  ],
  ['somebody who was removed', { user_id: '2', token_name: 'session' }, 'by 2'],
  ['the server', { user_id: null, token_name: 'server' }, 'by the control plane itself'],
  ['nobody known', { user_id: null, token_name: null }, 'by somebody unknown'],
])('%s', (_who, actor, text) => {
  expect(actorText(actor, names)).toBe(text);
});
