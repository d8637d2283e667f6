import type { KubeObject } from '../../kube-object.ts';
import { isObject } from '../../schema/json-object.ts';
import { nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import type { Crd, CrdCondition } from '../custom-resource.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { builtIn } from './built-in.ts';
import { judgeNames } from './crd-names.ts';
import { validateCrd, validateCrdUpdate } from './validate-crd.ts';

/** The finalizer that keeps a CRD until its objects are gone. */
export const CRD_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** The table of CRDs. */
export const CRD_RESOURCE_ID = 'customresourcedefinitions.apiextensions.k8s.io';

/**
 * CustomResourceDefinitions. Whether the names of one are free is judged as it is written, so that the answer to
 * its creation shows it established, and its objects can be created at once.
 *
 * @param others the CRDs that are there, those on their way to the disk included
 * @param now the time for conditions, RFC 3339
 */
export function customResourceDefinition(others: () => Iterable<Crd>, now: () => string): ResourceDefinition {
  const judge = (object: Crd): void => {
    const { acceptedNames, conditions } = judgeNames(object, others(), now());
    object.status = { ...object.status, acceptedNames, conditions, storedVersions: storedVersions(object) };
  };
  return builtIn({
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    shortNames: ['crd', 'crds'],
    namespaced: false,
    statusSubresource: true,
    columns: [
      nameColumn,
      column('Created At', 'date', 'When the definition was created', (object) =>
        String(object.metadata.creationTimestamp),
      ),
    ],
    strategy: {
      tracksGeneration: true,
      allowsUnconditionalUpdate: false,
      prepareForCreate: (object) => {
        applyDefaults(object);
        if (isCrd(object)) judge(object);
      },
      prepareForUpdate: (object, _existing, subresource) => {
        applyDefaults(object);
        if (subresource === '' && isCrd(object)) judge(object);
      },
      prepareForDelete: (object) => {
        const { metadata } = object;
        const finalizers = metadata.finalizers ?? [];
        if (!finalizers.includes(CRD_FINALIZER)) metadata.finalizers = [...finalizers, CRD_FINALIZER];
        if (isCrd(object)) markTerminating(object, now());
      },
      validate: (object, existing) => [
        ...validateCrd(object, existing),
        ...(existing === undefined ? [] : validateCrdUpdate(object, existing)),
      ],
    },
  });
}

/** Whether an object has the parts of a CRD that the naming rules look at; validation tells what is missing. */
function isCrd(object: KubeObject): object is Crd {
  const { spec } = object;
  return isObject(spec) && isObject(spec['names']) && Array.isArray(spec['versions']);
}

function applyDefaults({ spec }: KubeObject): void {
  if (!isObject(spec)) return;
  spec['conversion'] ??= { strategy: 'None' };
  const { names } = spec;
  if (!isObject(names) || typeof names['kind'] !== 'string') return;
  names['singular'] ||= names['kind'].toLowerCase();
  names['listKind'] ||= `${names['kind']}List`;
}

/** Every version in which objects may lie on disk: those that ever were the storage version. */
function storedVersions({ spec, status }: Crd): string[] {
  const stored = status?.storedVersions ?? [];
  const current = spec.versions.find(({ storage }) => storage)?.name;
  return current === undefined || stored.includes(current) ? stored : [...stored, current];
}

function markTerminating(crd: Crd, time: string): void {
  const condition: CrdCondition = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: time,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  const others = (crd.status?.conditions ?? []).filter(({ type }) => type !== 'Terminating');
  crd.status = { ...crd.status, conditions: [...others, condition] };
}
