import type { KubeObject } from '../../../kube-object.ts';
import type { ObjectStore } from '../../../storage/object-store.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { labelErrors } from '../../metadata/names.ts';
import type { ResourceDefinition } from '../../resource-definition.ts';
import { builtIn } from '../built-in.ts';
import { labelsText, shown, textAt, wide } from '../columns.ts';
import { itemsOf, madePart, partOf, textOf, textsOf } from '../read-part.ts';
import { ServiceAddresses } from './service-addresses.ts';
import { serviceErrors } from './service-errors.ts';

/** The table of Services. */
const SERVICES = 'services';

/** Seconds for which `sessionAffinity: ClientIP` leads a client to the same pod. */
const AFFINITY_SECONDS = 10_800;

/**
 * Services: stored and checked, with addresses and ports of their own as a cluster would give them; nothing here
 * leads traffic to them.
 */
export function service(store: ObjectStore): ResourceDefinition {
  const addresses = new ServiceAddresses(() => store.table(SERVICES).heads());
  return builtIn({
    group: '',
    version: 'v1',
    kind: 'Service',
    plural: SERVICES,
    shortNames: ['svc'],
    categories: ['all'],
    namespaced: true,
    statusSubresource: true,
    selectableFields: ['spec.clusterIP', 'spec.type'],
    columns: [
      nameColumn,
      shown('Type', textAt(['spec', 'type'])),
      shown('Cluster-IP', textAt(['spec', 'clusterIP'], '<none>')),
      shown('External-IP', externalAddress),
      shown('Port(s)', portsOf),
      ageColumn,
      wide('Selector', ({ spec }) => labelsText(partOf(spec)['selector'])),
    ],
    complete,
    strategy: {
      validateName: labelErrors,
      prepareForCreate: (object) => addresses.assign(partOf(object, 'spec'), undefined),
      prepareForUpdate: (object, existing, subresource) => {
        if (subresource === '') addresses.assign(partOf(object, 'spec'), partOf(existing, 'spec'));
      },
      validate: serviceErrors,
    },
  });
}

function complete(object: KubeObject): void {
  const spec = partOf(object, 'spec');
  for (const port of itemsOf(spec['ports'])) port['targetPort'] ??= port['port'];
  const isExternal = spec['type'] === 'LoadBalancer' || spec['type'] === 'NodePort';
  if (isExternal) spec['externalTrafficPolicy'] ??= 'Cluster';
  if (spec['type'] === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true;
  if (spec['type'] !== 'ExternalName') spec['internalTrafficPolicy'] ??= 'Cluster';
  if (spec['sessionAffinity'] !== 'ClientIP') return;
  const config = madePart(spec, 'sessionAffinityConfig');
  const clientIp = config && madePart(config, 'clientIP');
  if (clientIp !== undefined) clientIp['timeoutSeconds'] ??= AFFINITY_SECONDS;
}

function externalAddress(object: KubeObject): string {
  const { type, externalName, externalIPs } = partOf(object, 'spec');
  if (type === 'ExternalName') return textOf(externalName);
  const ingress = itemsOf(partOf(object, 'status', 'loadBalancer')['ingress']);
  const balanced = ingress.map(({ ip, hostname }) => textOf(ip) || textOf(hostname));
  const addresses = [...(type === 'LoadBalancer' ? balanced : []), ...textsOf(externalIPs)];
  if (addresses.length > 0) return addresses.join(',');
  return type === 'LoadBalancer' ? '<pending>' : '<none>';
}

function portsOf(object: KubeObject): string {
  const ports = itemsOf(partOf(object, 'spec')['ports']).map(({ port, nodePort, protocol }) => {
    const inner = nodePort === undefined ? String(port) : `${String(port)}:${String(nodePort)}`;
    return `${inner}/${textOf(protocol)}`;
  });
  return ports.length === 0 ? '<none>' : ports.join(',');
}
