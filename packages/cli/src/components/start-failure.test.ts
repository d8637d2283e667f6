import { expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { startError, startFailure } from './start-failure.ts';

const component = { title: 'The server' };
const hint = { where: '127.0.0.1:1', instead: 'choose another port', log: '/logs/server.log' };
const sentence = (error: unknown) => startError(component, startFailure(error), hint).message;

it('finds the code of the system below errors that explain it', () => {
  const system = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
  const failure = startFailure(new Error('cannot serve', { cause: system }));
  expect(failure).toEqual({ code: 'EADDRINUSE', forUser: false, message: 'cannot serve' });
  expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
});

it.each([
  [
    Object.assign(new Error('listen'), { code: 'EADDRINUSE' }),
    "The server can't listen on 127.0.0.1:1, which is in use: choose another port.",
  ],
  [
    Object.assign(new Error('permission denied'), { code: 'EACCES' }),
    "The server can't start on 127.0.0.1:1: permission denied. Choose another address. Its log is /logs/server.log.",
  ],
  [new UserError('its data is in use.'), "The server can't start: its data is in use."],
  [
    new TypeError('x is not a function'),
    "The server didn't start: x is not a function. Its log is /logs/server.log.",
  ],
])('makes a sentence of %s', (error, expected) => {
  expect(sentence(error)).toBe(expected);
});
