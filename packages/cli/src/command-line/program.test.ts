import { expect, it, vi } from 'vitest';
import { UserError } from '../user-error.ts';
import { command } from './command.ts';
import { listFlag, offSwitchFlag, portFlag, switchFlag } from './flag-types.ts';
import { runProgram } from './program.ts';

const run = vi.fn(async (_options: unknown, _rest: readonly string[]) => 7);

const program = {
  version: '1.2.3',
  description: 'A program.',
  examples: [],
  commands: [
    command({
      name: 'serve',
      summary: 'serve',
      description: 'Serves.',
      flags: {
        httpPort: portFlag({ description: 'the port', defaultValue: 80 }),
        file: listFlag({ argument: 'FILE', description: 'a file' }),
        force: switchFlag('by force'),
        locking: offSwitchFlag('without a lock'),
      },
      examples: [{ command: 'program serve', purpose: 'serve' }],
      run,
    }),
    command({
      name: 'tool',
      summary: 'run a tool',
      description: 'Runs a tool.',
      flags: { file: listFlag({ argument: 'FILE', description: 'a file' }) },
      passesOn: 'what the tool gets',
      examples: [],
      run,
    }),
  ],
};

it.each([
  [['serve'], { httpPort: 80, file: [], force: false, locking: true }, []],
  [
    ['serve', '--file', 'a', '--http-port=1', '--file', 'b', '--force', '--no-locking'],
    { httpPort: 1, file: ['a', 'b'], force: true, locking: false },
    [],
  ],
  [['tool'], { file: [] }, []],
  [['tool', '--file', 'x', 'get', '-o', 'yaml', '--help'], { file: ['x'] }, ['get', '-o', 'yaml', '--help']],
  [['tool', 'get', '--file', 'y'], { file: [] }, ['get', '--file', 'y']],
  [
    ['tool', '--namespace', 'a', 'get', '--file', 'y'],
    { file: [] },
    ['--namespace', 'a', 'get', '--file', 'y'],
  ],
  [['tool', '--help'], { file: [] }, ['--help']],
  [['tool', 'exec', 'pod', '--', 'ls', '-l'], { file: [] }, ['exec', 'pod', '--', 'ls', '-l']],
])('%j runs a command with its options and the rest', async (args, options, rest) => {
  run.mockClear();
  expect(await runProgram(program, args)).toBe(7);
  expect(run).toHaveBeenCalledExactlyOnceWith(options, rest);
});

it('takes from the environment what the command line leaves out', async () => {
  run.mockClear();
  const environment = { SLUICE_HTTP_PORT: '8080', SLUICE_FILE: 'a,b', SLUICE_NO_LOCKING: 'true' };
  await runProgram(program, ['serve', '--http-port', '9090'], environment);
  expect(run).toHaveBeenCalledExactlyOnceWith(
    { httpPort: 9090, file: ['a', 'b'], force: false, locking: false },
    [],
  );
});

it.each([
  [['serve', '--nope'], /unknown option '--nope'/],
  [['serve', '--http-port', 'x'], /'--http-port <PORT>' argument 'x' is invalid. It must be a port/],
  [['serve', 'more'], /too many arguments/],
  [['nope'], /unknown command 'nope'/],
  [['--nope'], /unknown option/],
])('%j is refused in a sentence', async (args, complaint) => {
  run.mockClear();
  const refusal = runProgram(program, args);
  await expect(refusal).rejects.toThrow(UserError);
  await expect(refusal).rejects.toThrow(complaint);
  expect(run).not.toHaveBeenCalled();
});

it.each([[['--version']], [['--help']], [['serve', '--help']], [[]]])(
  '%j prints to stdout and ends well',
  async (args) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(await runProgram(program, args)).toBe(0);
      expect(write.mock.calls.join('')).toMatch(/1\.2\.3|Usage: sluice/);
    } finally {
      write.mockRestore();
    }
  },
);
