import type { Logger } from 'pino';
import type { ServiceAccountTokens } from '../auth/service-account-tokens.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import { ApiServiceRegistration } from './api-service-registration.ts';
import { CrdController } from './crd-controller.ts';
import { EventExpiry } from './event-expiry.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { NamespaceController } from './namespace-controller.ts';
import { NamespaceDefaults } from './namespace-defaults.ts';
import { RoleAggregation } from './role-aggregation.ts';
import { SecretTokens } from './secret-tokens.ts';

/** What the server does by itself. */
export interface Controllers {
  /** Sees to it that the namespaces that are there have what each has. */
  completeNamespaces(): Promise<void>;
  /** Sees to it that what is served is registered. */
  registerGroups(): Promise<void>;
  close(): void;
}

/** What controllers need beside the objects. */
interface ControllerParts {
  tokens: ServiceAccountTokens;
  /** As PEM: signed the server's certificate. */
  rootCa: string | undefined;
  logger: Logger | undefined;
}

/** Starts what the server does by itself. CRDs come first: the others look at the objects of all kinds. */
export function startControllers(
  context: RegistryContext,
  { tokens, rootCa, logger }: ControllerParts,
): Controllers {
  const namespaceDefaults = new NamespaceDefaults(context, rootCa, logger);
  const registration = new ApiServiceRegistration(context, logger);
  const controllers = [
    new CrdController(context, logger),
    registration,
    new NamespaceController(context, logger),
    new GarbageCollector(context, logger),
    new EventExpiry(context, logger),
    namespaceDefaults,
    new RoleAggregation(context, logger),
    new SecretTokens(context, tokens, rootCa, logger),
  ];
  return {
    completeNamespaces: () => namespaceDefaults.start(),
    registerGroups: () => registration.start(),
    close: () => {
      for (const controller of controllers) controller.close();
    },
  };
}
