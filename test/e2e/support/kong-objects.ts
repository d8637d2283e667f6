const namespace = 'default';
const [konnect, core] = ['konnect.konghq.com', 'configuration.konghq.com'];

/** Where a token is kept: a Secret. */
interface SecretRef {
  readonly name: string;
  readonly namespace?: string;
}

/** The objects of the Kong kinds, with as little in them as they can have; in the namespace `default` unless it is given. */
export const kongObjects = {
  auth(name: string, serverURL: string, token: string | SecretRef) {
    const spec =
      typeof token === 'string'
        ? { type: 'token', token, serverURL }
        : { type: 'secretRef', secretRef: token, serverURL };
    return object(`${konnect}/v1alpha1`, 'KonnectAPIAuthConfiguration', { name, namespace }, spec);
  },

  /** Called in Konnect as its object is. `spec` is merged into what it needs. */
  plane(
    name: string,
    spec: { readonly createControlPlaneRequest?: object; readonly [field: string]: unknown } = {},
  ) {
    return object(
      `${konnect}/v1alpha2`,
      'KonnectGatewayControlPlane',
      { name, namespace },
      {
        konnect: { authRef: { name: 'auth' } },
        ...spec,
        createControlPlaneRequest: { name, ...spec.createControlPlaneRequest },
      },
    );
  },

  mirror(name: string, id: string, authName: string) {
    return object(
      `${konnect}/v1alpha2`,
      'KonnectGatewayControlPlane',
      { name, namespace },
      {
        source: 'Mirror',
        mirror: { konnect: { id } },
        konnect: { authRef: { name: authName } },
      },
    );
  },

  /** In the control plane `plane` of the namespace `default` unless another is named, which is in its own namespace. */
  upstream(name: string, spec: object = {}, plane = 'plane', inNamespace = namespace) {
    const ref = plane === 'plane' ? { name: plane, namespace } : { name: plane };
    return object(
      `${core}/v1alpha1`,
      'KongUpstream',
      { name, namespace: inNamespace },
      {
        name,
        controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: ref },
        ...spec,
      },
    );
  },

  target(name: string, address: string, upstream: string, spec: object = {}) {
    const metadata = { name, namespace };
    const whole = { upstreamRef: { name: upstream }, target: address, ...spec };
    return object(`${core}/v1alpha1`, 'KongTarget', metadata, whole);
  },

  secret(name: string, inNamespace: string, token: string) {
    const labels = { 'konghq.com/credential': 'konnect' };
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: inNamespace, labels },
      stringData: { token },
    };
  },

  /** Permits objects of a kind and namespace to refer to those of a kind, or to one of them. */
  grant(
    name: string,
    inNamespace: string,
    [fromKind, fromNamespace]: readonly [string, string],
    [toKind, toName]: readonly [string, string?],
  ) {
    return object(
      `${core}/v1alpha1`,
      'KongReferenceGrant',
      { name, namespace: inNamespace },
      {
        from: [{ group: groupOf(fromKind), kind: fromKind, namespace: fromNamespace }],
        to: [{ group: groupOf(toKind), kind: toKind, ...(toName === undefined ? {} : { name: toName }) }],
      },
    );
  },

  /** What the CRD of an upstream takes and the API doesn't. */
  refused: { host_header: 'no host' },

  /** What mends that. */
  well: { host_header: 'example.com' },

  /** What makes a control plane a group. */
  group: { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' },

  /** Takes over the entity of that id. */
  adopt: (id: string, mode = 'override') => ({ adopt: { from: 'konnect', mode, konnect: { id } } }),
};

/** A control plane with an upstream and a target, all of one name. */
export function chain(
  name: string,
  namespace: string,
  authName: string | undefined,
  authNamespace?: string,
): object[] {
  const authRef = { name: authName, namespace: authNamespace };
  const konnect = authName === undefined ? undefined : { authRef };
  const placed = (object: object) => ({ ...object, metadata: { name, namespace } });
  return [
    placed(kongObjects.plane(name, { konnect, createControlPlaneRequest: { name: `${namespace}-${name}` } })),
    placed(kongObjects.upstream(name, {}, name)),
    placed(kongObjects.target(name, '10.0.0.1', name)),
  ];
}

/** As grants write groups, where that of a Secret has a name. */
function groupOf(kind: string): string {
  if (kind === 'Secret') return 'core';
  return kind.startsWith('Konnect') ? konnect : core;
}

function object(
  apiVersion: string,
  kind: string,
  metadata: { name: string; namespace: string },
  spec: object,
) {
  return { apiVersion, kind, metadata, spec };
}
