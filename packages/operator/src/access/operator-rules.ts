import {
  crdName,
  type Kind,
  KonnectAPIAuthConfiguration,
  KonnectGatewayControlPlane,
  kinds,
} from '@sluice/kong-resources';
import { certificateSecret, definitions } from '../conversion/conversion-webhook.ts';
import { coreEntities, entities } from '../kinds/entities.ts';
import { kongOperatorLease } from '../leadership/competing-operator.ts';
import { leaseName } from '../leadership/leadership.ts';

/** A rule of a Role or ClusterRole of `rbac.authorization.k8s.io/v1`. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** What the operator needs, and no more: a test holds it against what it asks for. */
export interface OperatorRules {
  /** In every namespace whose objects it looks after. */
  readonly watched: readonly PolicyRule[];
  /** Beside these, where it removes entities whose objects are gone: it asks the API server itself first. */
  readonly pruning: readonly PolicyRule[];
  /** Of the cluster as a whole. */
  readonly cluster: readonly PolicyRule[];
  /** In its own namespace. */
  readonly own: readonly PolicyRule[];
}

const follow = ['list', 'watch'];

/** The operator's rules, from the kinds that it reconciles. */
export function operatorRules(): OperatorRules {
  return {
    watched: [
      ...groupsOf(kinds, (apiGroups, plurals): PolicyRule[] => [
        { apiGroups, resources: plurals, verbs: follow },
      ]),
      ...groupsOf(writtenKinds, (apiGroups, plurals): PolicyRule[] => [
        { apiGroups, resources: plurals.flatMap((plural) => [plural, `${plural}/status`]), verbs: ['patch'] },
      ]),
      { apiGroups: [''], resources: ['secrets'], verbs: [...follow, 'get', 'patch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ],
    pruning: groupsOf(prunedKinds, (apiGroups, plurals): PolicyRule[] => [
      { apiGroups, resources: plurals, verbs: ['get'] },
    ]),
    cluster: [
      {
        apiGroups: [definitions.group],
        resources: [definitions.plural],
        resourceNames: [crdName(KonnectGatewayControlPlane)],
        verbs: ['get', 'patch'],
      },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: [kongOperatorLease],
        verbs: ['list'],
      },
    ],
    own: [
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [certificateSecret],
        verbs: ['get', 'patch'],
      },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: [leaseName],
        verbs: ['get', 'update'],
      },
    ],
  };
}

/** The kinds whose finalizers and status are the operator's. */
const writtenKinds: readonly Kind[] = [KonnectAPIAuthConfiguration, ...entities.map(({ kind }) => kind)];

/** The kinds whose entities are removed when their objects are gone. */
const prunedKinds: readonly Kind[] = coreEntities.map(({ kind }) => kind);

/** Rules for each API group, of the plurals of its kinds. */
function groupsOf(
  of: readonly Kind[],
  rulesFor: (apiGroups: string[], plurals: string[]) => PolicyRule[],
): PolicyRule[] {
  const byGroup = Map.groupBy(of, ({ group }) => group);
  return [...byGroup].flatMap(([group, members]) =>
    rulesFor(
      [group],
      members.map(({ plural }) => plural),
    ),
  );
}
