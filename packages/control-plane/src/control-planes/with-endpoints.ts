import type { ControlPlane } from '@sluice/konnect-api';
import type { StoredControlPlane } from './control-plane-store.ts';

/**
 * The control plane as it is answered. Data planes would connect to where everybody else does: clients need both
 * endpoints, and never an empty one.
 */
export function withEndpoints(
  { config, ...controlPlane }: StoredControlPlane,
  publicUrl: string,
): ControlPlane {
  return {
    ...controlPlane,
    config: { control_plane_endpoint: publicUrl, telemetry_endpoint: publicUrl, ...config },
  };
}
