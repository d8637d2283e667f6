import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ComponentName } from '../components/component.ts';
import { componentMain, frugalHeap } from './component-process.ts';
import type { ToComponent } from './messages.ts';

const names: readonly ComponentName[] = ['apiserver', 'control-plane', 'operator'];

/**
 * Has every server load its code, and so Node keep it compiled, just as `up` would, and stop before it does
 * anything. Node tells code caches apart by its flags, which is why they are the same here.
 */
export async function warmCodeCache(): Promise<void> {
  // What `up` itself needs, in this process.
  await import('../up/up.ts');
  const stop: ToComponent = { type: 'stop' };
  await Promise.all(
    names.map(async (name) => {
      const child = fork(componentMain, [name, 'silent'], { stdio: 'ignore', execArgv: [...frugalHeap] });
      child.send(stop);
      await once(child, 'exit');
    }),
  );
}
