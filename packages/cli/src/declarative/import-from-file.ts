import { readFileSync } from 'node:fs';
import type { ImportStep } from '@sluice/control-plane';
import { parse } from 'yaml';
import { UserError } from '../user-error.ts';
import { type ServerFlags, withControlPlane } from './server.ts';

const SIGNS = { create: '+', update: '~', delete: '-' } as const;

/** Prints what differs, and makes the control plane equal to the file. Resolves with the exit code. */
export async function importFromFile(
  flags: ServerFlags & { readonly controlPlane: string | undefined; readonly dryRun: boolean },
  file: string,
): Promise<number> {
  const document = readDocument(file);
  const name = flags.controlPlane ?? nameIn(document);
  if (name === undefined) {
    throw new UserError(`${file} names no control plane; name one with --control-plane.`);
  }
  await withControlPlane(flags, name, async (client) => {
    const plan = await client.plan(document);
    if (!plan.ok) {
      throw new UserError(`${file} can't be imported:\n  ${plan.problems.join('\n  ')}`);
    }
    process.stdout.write(`${planText(plan.steps)}\n`);
    if (!flags.dryRun && plan.steps.length > 0) {
      await client.apply(plan.steps);
      process.stdout.write(`${name} is like ${file}\n`);
    }
  });
  return 0;
}

function planText(steps: readonly ImportStep[]): string {
  const lines = steps.map(({ action, type, name }) => `${SIGNS[action]} ${action} ${type} ${name}`);
  return lines.length === 0 ? 'Nothing differs' : lines.join('\n');
}

function readDocument(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file} can't be read: ${reason}`, { cause: error });
  }
}

function nameIn(document: unknown): string | undefined {
  const name = (document as { _konnect?: { control_plane_name?: unknown } } | null)?._konnect
    ?.control_plane_name;
  return typeof name === 'string' ? name : undefined;
}
