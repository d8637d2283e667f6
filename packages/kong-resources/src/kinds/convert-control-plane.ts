import { namedRequest } from '../schema/control-plane-parts.ts';
import { KonnectGatewayControlPlane } from './konnect-gateway-control-plane.ts';

/** An object as the API server sends it for conversion: plain JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The conversion between two versions isn't known. */
export class UnknownConversionError extends Error {
  override readonly name = 'UnknownConversionError';

  constructor(kind: unknown, from: unknown, to: string) {
    super(`there is no conversion of ${String(kind)} from ${String(from)} to ${to}`);
  }
}

/** The fields of a request: directly in the spec in `v1alpha1`, in a part of it in `v1alpha2`. */
const requestFields = new Set(Object.keys(namedRequest));
const request = 'createControlPlaneRequest';

const { group, kind } = KonnectGatewayControlPlane;
const [v1alpha2, v1alpha1] = ['v1alpha2', 'v1alpha1'].map((version) => `${group}/${version}`);

/**
 * A control plane in another version. Nothing of a spec is lost in either direction; of a status, `v1alpha1` has no
 * `clusterType`. The metadata stay as they are.
 *
 * @throws UnknownConversionError where the object isn't a control plane, or a version isn't one of its own.
 */
export function convertControlPlane(object: JsonObject, toApiVersion: string): JsonObject {
  const { apiVersion } = object;
  if (object['kind'] !== kind) throw new UnknownConversionError(object['kind'], apiVersion, toApiVersion);
  if (apiVersion === toApiVersion) return object;
  if (apiVersion === v1alpha1 && toApiVersion === v1alpha2) return toV1alpha2(object, toApiVersion);
  if (apiVersion === v1alpha2 && toApiVersion === v1alpha1) return toV1alpha1(object, toApiVersion);
  throw new UnknownConversionError(kind, apiVersion, toApiVersion);
}

function toV1alpha2(object: JsonObject, apiVersion: string): JsonObject {
  const fields = Object.entries(record(object['spec']));
  const asked = fields.filter(([name]) => requestFields.has(name));
  const others = fields.filter(([name]) => !requestFields.has(name));
  const spec = Object.fromEntries(
    asked.length === 0 ? others : [[request, Object.fromEntries(asked)], ...others],
  );
  return { ...object, apiVersion, spec };
}

function toV1alpha1(object: JsonObject, apiVersion: string): JsonObject {
  const { [request]: asked, ...others } = record(object['spec']);
  const converted = { ...object, apiVersion, spec: { ...record(asked), ...others } };
  if (!isRecord(object['status'])) return converted;
  const { clusterType: _, ...status } = object['status'];
  return { ...converted, status };
}

function record(value: unknown): JsonObject {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
