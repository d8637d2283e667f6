import type { KubeObject } from '../../../kube-object.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import { isObject } from '../../../schema/json-object.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';

/*
 * autoscaling/v1 knows one metric, the use of CPU. Whatever else autoscaling/v2 has is kept in annotations, so that
 * nothing is lost on the way there and back.
 */

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
const STATUS = 'autoscaling.alpha.kubernetes.io/status';

/** An autoscaler of autoscaling/v2 with the fields of autoscaling/v1. */
export function toAutoscalerV1(object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = partOf(object, 'spec');
  const { conditions, currentMetrics, ...status } = partOf(object, 'status');
  const cpu = itemsOf(metrics).find(isCpu);
  const others = itemsOf(metrics).filter((metric) => metric !== cpu);
  const annotations = { ...object.metadata.annotations };
  if (others.length > 0) annotations[METRICS] = JSON.stringify(others);
  if (behavior !== undefined) annotations[BEHAVIOR] = JSON.stringify(behavior);
  if (conditions !== undefined || itemsOf(currentMetrics).length > 0) {
    annotations[STATUS] = JSON.stringify({ conditions, currentMetrics });
  }
  const metadata = { ...object.metadata };
  if (Object.keys(annotations).length > 0) metadata.annotations = annotations;
  const percent = cpu && partOf(cpu, 'resource', 'target')['averageUtilization'];
  return {
    ...object,
    metadata,
    spec: { ...spec, ...(percent !== undefined && { targetCPUUtilizationPercentage: percent }) },
    status,
  };
}

/** An autoscaler of autoscaling/v1 with the fields of autoscaling/v2. */
export function fromAutoscalerV1(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: percent, ...spec } = partOf(object, 'spec');
  const { currentCPUUtilizationPercentage: _, ...status } = partOf(object, 'status');
  const {
    [METRICS]: others,
    [BEHAVIOR]: behavior,
    [STATUS]: told,
    ...rest
  } = object.metadata.annotations ?? {};
  const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } };
  const metrics = [
    ...(percent === undefined ? [] : [{ type: 'Resource', resource: cpu }]),
    ...itemsOf(parse(others)),
  ];
  const { annotations: __, ...metadata } = object.metadata;
  const toldBehavior = parse(behavior);
  const toldStatus = parse(told);
  return {
    ...object,
    metadata: { ...metadata, ...(Object.keys(rest).length > 0 && { annotations: rest }) },
    spec: {
      ...spec,
      ...(metrics.length > 0 && { metrics }),
      ...(isObject(toldBehavior) && { behavior: toldBehavior }),
    },
    status: { ...status, ...(isObject(toldStatus) && toldStatus) },
  };
}

function isCpu(metric: UnknownObject): boolean {
  const { name, target } = partOf(metric, 'resource');
  const isShare = typeof partOf(target)['averageUtilization'] === 'number';
  return textOf(metric['type']) === 'Resource' && name === 'cpu' && isShare;
}

/** What somebody else wrote into an annotation may be anything: what can't be read counts as nothing. */
function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
