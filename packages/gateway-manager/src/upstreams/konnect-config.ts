import type { KonnectConfig } from '@kong-ui-public/entities-shared';

/** What all of Kong's entity components are told. They take only an absolute base URL. */
export function konnectConfig(controlPlaneId: string): KonnectConfig {
  return { app: 'konnect', apiBaseUrl: location.origin, controlPlaneId };
}
