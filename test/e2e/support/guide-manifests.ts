/** The objects of the guide: a control plane, an upstream, and two targets. */
export const guide = {
  controlPlane: `
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectGatewayControlPlane
metadata: {name: gateway-control-plane, namespace: default}
spec: {name: gateway-control-plane, konnect: {authRef: {name: konnect-api-auth}}}
`,
  upstream: `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongUpstream
metadata: {name: upstream, namespace: default}
spec: {name: upstream, controlPlaneRef: {type: konnectNamespacedRef, konnectNamespacedRef: {name: gateway-control-plane}}}
`,
  targetA: target('target-a', '10.0.0.1', 30),
  targetB: target('target-b', '10.0.0.2', 70),
};

/** A target of the guide's upstream. */
export function target(name: string, address: string, weight: number, upstream = 'upstream'): string {
  return `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongTarget
metadata: {name: ${name}, namespace: default}
spec: {upstreamRef: {name: ${upstream}}, target: ${JSON.stringify(address)}, weight: ${weight}}
`;
}
