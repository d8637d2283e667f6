import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog, AuditLogUnusableError } from './audit-log.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-test-'));
  file = join(folder, 'audit.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the audit log', () => {
  it('has the lines of a turn at its end, for its owner only', async () => {
    const log = new AuditLog(file, undefined);
    log.write('one');
    log.write('two');
    expect(readFileSync(file, 'utf8')).toBe('');
    await setImmediate();
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    log.close();
  });

  it('goes on where it was, and is complete when it is closed', () => {
    writeFileSync(file, 'before\n');
    const log = new AuditLog(file, undefined);
    log.write('after');
    log.close();
    expect(readFileSync(file, 'utf8')).toBe('before\nafter\n');
  });

  it('makes room when it is full, and keeps ten older files', async () => {
    const log = new AuditLog(file, undefined, 10);
    for (let line = 0; line < 14; line += 1) {
      log.write(`line ${line}`);
      await setImmediate();
    }
    log.close();
    expect(readFileSync(file, 'utf8')).toBe('line 13\n');
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('line 12\n');
    expect(readFileSync(`${file}.10`, 'utf8')).toBe('line 3\n');
    expect(readdirSync(folder)).toHaveLength(11);
  });

  it('is refused by name where it can not be written', () => {
    const open = () => new AuditLog(join(folder, 'missing', 'audit.log'), undefined);
    expect(open).toThrow(AuditLogUnusableError);
    expect(open).toThrow(/missing\/audit\.log can't be written: ENOENT/);
  });
});
