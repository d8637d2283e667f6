/** A file to apply, and what it is. */
export interface Manifest {
  name: 'control_plane' | 'upstream' | 'targets';
  yaml: string;
}

/** The Kubernetes object of a control plane. */
export interface ControlPlaneObject {
  namespace: string;
  name: string;
}

const GUIDE: ControlPlaneObject = { namespace: 'default', name: 'gateway-control-plane' };

/**
 * The manifests of the guide: a control plane, an upstream in it, and two targets that share the traffic 30 to 70. They
 * use the auth configuration `konnect-api-auth`, which `sluice up` makes. With a control plane that exists already,
 * only what goes into it.
 */
export function firstManifests(existing?: ControlPlaneObject): Manifest[] {
  const { namespace, name } = existing ?? GUIDE;
  const content: Manifest[] = [
    { name: 'upstream', yaml: upstream(namespace, name) },
    {
      name: 'targets',
      yaml: [
        target(namespace, 'target-a', '10.0.0.1', 30),
        target(namespace, 'target-b', '10.0.0.2', 70),
      ].join('\n---\n'),
    },
  ];
  return existing === undefined
    ? [{ name: 'control_plane', yaml: controlPlane(namespace, name) }, ...content]
    : content;
}

/** A manifest as a command to paste into a shell. */
export function applyCommand(manifest: Manifest): string {
  return `kubectl apply -f - <<'EOF'\n${manifest.yaml}\nEOF`;
}

function controlPlane(namespace: string, name: string): string {
  return `kind: KonnectGatewayControlPlane
apiVersion: konnect.konghq.com/v1alpha2
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  createControlPlaneRequest:
    name: ${name}
  konnect:
    authRef:
      name: konnect-api-auth`;
}

function upstream(namespace: string, controlPlaneName: string): string {
  return `kind: KongUpstream
apiVersion: configuration.konghq.com/v1alpha1
metadata:
  name: upstream
  namespace: ${namespace}
spec:
  name: upstream
  controlPlaneRef:
    type: konnectNamespacedRef
    konnectNamespacedRef:
      name: ${controlPlaneName}`;
}

function target(namespace: string, name: string, address: string, weight: number): string {
  return `kind: KongTarget
apiVersion: configuration.konghq.com/v1alpha1
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  upstreamRef:
    name: upstream
  target: "${address}"
  weight: ${weight}`;
}
