import { expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { flagsFromEnvironment, variableName } from './environment.ts';
import { listFlag, offSwitchFlag, portFlag, switchFlag, textFlag } from './flag-types.ts';

const flags = {
  httpPort: portFlag({ description: 'the port', defaultValue: 80 }),
  file: listFlag({ argument: 'FILE', description: 'a file' }),
  force: switchFlag('by force'),
  leaderElection: offSwitchFlag('work without a lease'),
  secretUrl: textFlag({
    argument: 'URL',
    description: 'a URL',
    defaultValue: undefined,
    readsOwnVariable: true,
  }),
};

it('names a variable after its flag', () => {
  expect(variableName('httpPort', flags.httpPort)).toBe('SLUICE_HTTP_PORT');
  expect(variableName('leaderElection', flags.leaderElection)).toBe('SLUICE_NO_LEADER_ELECTION');
});

it.each([
  [{}, {}],
  [{ SLUICE_HTTP_PORT: '' }, {}],
  [{ SLUICE_HTTP_PORT: '8080' }, { httpPort: 8080 }],
  [{ SLUICE_FILE: 'a, b' }, { file: ['a', 'b'] }],
  [{ SLUICE_FORCE: 'true' }, { force: true }],
  [{ SLUICE_FORCE: 'false' }, { force: false }],
  [{ SLUICE_NO_LEADER_ELECTION: 'true' }, { leaderElection: false }],
  [{ SLUICE_NO_LEADER_ELECTION: 'false' }, { leaderElection: true }],
  [{ SLUICE_SECRET_URL: 'https://user:password@host' }, {}],
])('%j gives %j', (environment, values) => {
  expect(flagsFromEnvironment(flags, environment)).toEqual(values);
});

it.each([
  [
    { SLUICE_HTTP_PORT: 'eighty' },
    'The environment variable SLUICE_HTTP_PORT must be a port from 0 to 65535.',
  ],
  [{ SLUICE_FORCE: 'yes' }, 'The environment variable SLUICE_FORCE must be true or false.'],
  [{ SLUICE_FILE: 'a,,b' }, 'The environment variable SLUICE_FILE must not be empty.'],
])('%j is refused: %s', (environment, message) => {
  expect(() => flagsFromEnvironment(flags, environment)).toThrow(new UserError(message));
});
