import { expect, it } from 'vitest';
import type { Flag } from './flag.ts';
import { FlagValueError } from './flag.ts';
import {
  addressFlag,
  choiceFlag,
  countFlag,
  durationFlag,
  listFlag,
  namespacesFlag,
  optionalAddressFlag,
  portFlag,
  textFlag,
} from './flag-types.ts';

const described = { argument: 'X', description: 'x' };
const flags = {
  port: portFlag({ ...described, defaultValue: 0 }),
  count: countFlag({ ...described, defaultValue: 1, least: 1 }),
  duration: durationFlag({ ...described, defaultValue: 1, defaultText: '1ms' }),
  address: addressFlag({ ...described, defaultValue: { host: '', port: 1 } }),
  'address or nowhere': optionalAddressFlag({ ...described, defaultValue: { host: '', port: 1 } }),
  choice: choiceFlag({ ...described, choices: ['text', 'json'], defaultValue: 'text' }),
  text: textFlag({ ...described, defaultValue: undefined }),
  namespaces: namespacesFlag(described),
};
const read = (flag: Flag<unknown>, text: string) => flag.read(text, flag.defaultValue);

it.each([
  ['port', '0', 0],
  ['port', '65535', 65_535],
  ['count', '32', 32],
  ['duration', '60s', 60_000],
  ['duration', '1m30s', 90_000],
  ['duration', '1.5h', 5_400_000],
  ['duration', '250ms', 250],
  ['address', ':8080', { host: '', port: 8080 }],
  ['address', '127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['address', '[::1]:8080', { host: '::1', port: 8080 }],
  ['address or nowhere', ':8080', { host: '', port: 8080 }],
  ['address or nowhere', '0', undefined],
  ['choice', 'json', 'json'],
  ['text', 'a b', 'a b'],
  ['namespaces', 'team-a', ['team-a']],
  ['namespaces', 'team-a, team-b', ['team-a', 'team-b']],
] as const)('%s reads %s', (flag, text, value) => {
  expect(read(flags[flag], text)).toEqual(value);
});

it.each([
  ['port', '65536'],
  ['port', '-1'],
  ['port', '80.5'],
  ['port', ''],
  ['count', '0'],
  ['count', 'many'],
  ['duration', '60'],
  ['duration', 's'],
  ['duration', '0s'],
  ['duration', '1m x'],
  ['address', '8080'],
  ['address', '::1:8080'],
  ['address', '[nonsense]:8080'],
  ['address', 'localhost:99999'],
  ['address', '0'],
  ['address or nowhere', '8080'],
  ['choice', 'yaml'],
  ['text', ''],
  ['namespaces', ''],
  ['namespaces', 'team-a,'],
  ['namespaces', 'Team_A'],
] as const)('%s refuses %j', (flag, text) => {
  expect(() => read(flags[flag], text)).toThrow(FlagValueError);
});

it('a flag that can be repeated collects', () => {
  const flag = listFlag(described);
  expect(flag.read('b', flag.read('a', flag.defaultValue))).toEqual(['a', 'b']);
});
