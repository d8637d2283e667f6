import type { FastifyInstance } from 'fastify';
import type { SignInLinkStore } from '../sessions/sign-in-link-store.ts';
import type { Database } from '../storage/database.ts';
import type { IdentityStore } from './identity-store.ts';
import { addOrganizationRoutes } from './organization-routes.ts';
import { OrganizationStore } from './organization-store.ts';
import { addTokenRoutes } from './token-routes.ts';
import { TokenStore } from './token-store.ts';
import { addUserRoutes } from './user-routes.ts';
import { UserStore } from './user-store.ts';

/** Organisations, their people and system accounts, and their tokens, below `/sluice/v1/`. */
export function addPeopleRoutes(
  app: FastifyInstance,
  { database, identities, links }: { database: Database; identities: IdentityStore; links: SignInLinkStore },
): void {
  addOrganizationRoutes(app, new OrganizationStore(database), links);
  addUserRoutes(app, new UserStore(database, identities.forget), links);
  addTokenRoutes(app, new TokenStore(database, identities.forget));
}
