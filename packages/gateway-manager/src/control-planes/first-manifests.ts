/** A file to apply, and what it is. */
export interface Manifest {
  name: 'control_plane' | 'upstream' | 'targets';
  yaml: string;
}

/**
 * The manifests of the guide: a control plane, an upstream in it, and two targets that share the traffic 30 to 70. They
 * use the auth configuration `konnect-api-auth`, which `sluice up` makes.
 */
export const firstManifests: readonly Manifest[] = [
  {
    name: 'control_plane',
    yaml: `kind: KonnectGatewayControlPlane
apiVersion: konnect.konghq.com/v1alpha1
metadata:
  name: gateway-control-plane
  namespace: default
spec:
  name: gateway-control-plane
  konnect:
    authRef:
      name: konnect-api-auth`,
  },
  {
    name: 'upstream',
    yaml: `kind: KongUpstream
apiVersion: configuration.konghq.com/v1alpha1
metadata:
  name: upstream
  namespace: default
spec:
  name: upstream
  controlPlaneRef:
    type: konnectNamespacedRef
    konnectNamespacedRef:
      name: gateway-control-plane`,
  },
  {
    name: 'targets',
    yaml: `kind: KongTarget
apiVersion: configuration.konghq.com/v1alpha1
metadata:
  name: target-a
  namespace: default
spec:
  upstreamRef:
    name: upstream
  target: "10.0.0.1"
  weight: 30
---
kind: KongTarget
apiVersion: configuration.konghq.com/v1alpha1
metadata:
  name: target-b
  namespace: default
spec:
  upstreamRef:
    name: upstream
  target: "10.0.0.2"
  weight: 70`,
  },
];

/** A manifest as a command to paste into a shell. */
export function applyCommand(manifest: Manifest): string {
  return `kubectl apply -f - <<'EOF'\n${manifest.yaml}\nEOF`;
}
