import { expect, it } from 'vitest';
import { age, humanDuration } from './human-duration.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

it.each([
  [-5, '<invalid>'],
  [-1, '0s'],
  [0, '0s'],
  [119, '119s'],
  [2 * MINUTE, '2m'],
  [3 * MINUTE + 20, '3m20s'],
  [10 * MINUTE + 20, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR, '3h'],
  [3 * HOUR + 5 * MINUTE, '3h5m'],
  [26 * HOUR, '26h'],
  [4 * DAY + 3 * HOUR, '4d3h'],
  [8 * DAY + 3 * HOUR, '8d'],
  [400 * DAY, '400d'],
  [3 * 365 * DAY + 10 * DAY, '3y10d'],
  [9 * 365 * DAY + 10 * DAY, '9y'],
])('%i seconds are shown as %s', (seconds, text) => {
  expect(humanDuration(seconds * 1000)).toBe(text);
});

it.each([
  [undefined, '<unknown>'],
  ['', '<unknown>'],
  ['yesterday', '<invalid>'],
  ['2026-01-01T00:00:00Z', '5s'],
])('the age of %j is %s', (time, text) => {
  expect(age(time, Date.parse('2026-01-01T00:00:05Z'))).toBe(text);
});
