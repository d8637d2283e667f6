import { expect, it } from 'vitest';
import { completeLock, type LockFile } from './complete-lock.ts';

const tool = {
  version: '2.0.0',
  dev: true,
  optionalDependencies: { '@tool/linux-x64': '2.0.0', '@tool/darwin-arm64': '2.0.0' },
};
const linux = { version: '2.0.0', dev: true, optional: true, os: ['linux'], cpu: ['x64'] };

it('names the packages of platforms that npm left out', () => {
  const lock: LockFile = { packages: { 'node_modules/tool': tool, 'node_modules/@tool/linux-x64': linux } };
  expect(completeLock(lock).packages['node_modules/@tool/darwin-arm64']).toEqual({
    version: '2.0.0',
    dev: true,
    optional: true,
    os: ['darwin'],
    cpu: ['arm64'],
  });
  expect(completeLock(lock).packages['node_modules/@tool/linux-x64']).toBe(linux);
});

it('tells C libraries apart', () => {
  const optionalDependencies = { 'tool-linux-x64-musl': '^1.0.0', 'tool-linux-x64-gnu': '^1.0.0' };
  const { packages } = completeLock({
    packages: { 'node_modules/tool': { version: '1.0.0', optionalDependencies } },
  });
  expect(packages['node_modules/tool-linux-x64-musl']).toMatchObject({ version: '1.0.0', libc: ['musl'] });
  expect(packages['node_modules/tool-linux-x64-gnu']).toMatchObject({ libc: ['glibc'] });
});

it('leaves a complete lock as it is', () => {
  const lock = completeLock({
    packages: { 'node_modules/tool': tool, 'node_modules/@tool/linux-x64': linux },
  });
  expect(completeLock(lock)).toBe(lock);
});

it('refuses to make up a package whose name tells no platform', () => {
  const lock: LockFile = {
    packages: { 'node_modules/tool': { version: '1.0.0', optionalDependencies: { fsx: '1.0.0' } } },
  };
  expect(() => completeLock(lock)).toThrow('fsx is missing');
});
