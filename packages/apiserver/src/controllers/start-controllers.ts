import type { Logger } from 'pino';
import type { RegistryContext } from '../registry/registry-context.ts';
import { CrdController } from './crd-controller.ts';
import { EventExpiry } from './event-expiry.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { NamespaceController } from './namespace-controller.ts';

/**
 * Starts what the server does by itself. CRDs come first: the others look at the objects of all kinds.
 *
 * @returns how to stop it all
 */
export function startControllers(context: RegistryContext, logger: Logger | undefined): { close(): void } {
  const controllers = [
    new CrdController(context, logger),
    new NamespaceController(context, logger),
    new GarbageCollector(context, logger),
    new EventExpiry(context, logger),
  ];
  return {
    close: () => {
      for (const controller of controllers) controller.close();
    },
  };
}
