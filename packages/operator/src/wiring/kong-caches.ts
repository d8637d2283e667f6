import {
  Informer,
  type KubernetesClient,
  type KubernetesObject,
  type Logger,
} from '@sluice/controller-runtime';
import { KongReferenceGrant, KonnectAPIAuthConfiguration, resourceOf } from '@sluice/kong-resources';
import { credentialLabel, type Secret, secretOf } from '../auth/credentials.ts';
import { secrets } from '../auth/secret-guard.ts';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import {
  type EntityObject,
  isDeleting,
  type NamespacedName,
  namespacedName,
} from '../entity/entity-object.ts';
import type { Location } from '../entity/location.ts';
import type { CountedKind } from '../metrics/object-metrics.ts';
import { isPermitted, type Permits } from '../references/grants.ts';

const byParent = 'parent';
const byControlPlane = 'controlPlane';
const bySecret = 'secret';
const byDeletion = 'deletion';
const byMember = 'member';
const byUid = 'uid';
const byNamespace = 'namespace';
const byEntity = 'entity';
const byCutName = 'cutName';

/** An informer under the name of its kind. Its objects are read through the methods of `KongCaches`. */
export interface NamedInformer {
  readonly name: string;
  readonly informer: Pick<Informer<never>, 'run' | 'waitForSync' | 'hasSynced' | 'observe'>;
}

/** Local copies of everything that the operator reads, with the ways in which it looks things up. */
export class KongCaches {
  readonly auths: Informer<KonnectAPIAuthConfiguration>;
  /** Only those that are labelled as credentials: the operator doesn't see other Secrets. */
  readonly secrets: Informer<Secret>;
  readonly #grants: Informer<KongReferenceGrant>;
  readonly #all: NamedInformer[] = [];
  readonly #entities = new Map<string, { descriptor: EntityDescriptor; informer: Informer<EntityObject> }>();

  /** `namespaces`: only what is in these is followed; all of them unless given. */
  constructor(
    client: KubernetesClient,
    logger: Logger,
    descriptors: readonly EntityDescriptor[],
    namespaces?: readonly string[],
  ) {
    this.auths = new Informer({
      client,
      resource: resourceOf(KonnectAPIAuthConfiguration),
      logger,
      namespaces,
    });
    this.auths.addIndexer(bySecret, (auth) => keys(secretOf(auth)));
    this.auths.addIndexer(byNamespace, ({ metadata }) => [metadata.namespace]);
    const labelSelector = `${credentialLabel.key}=${credentialLabel.value}`;
    this.secrets = new Informer({ client, resource: secrets, logger, labelSelector, namespaces });
    this.#all.push({ name: KonnectAPIAuthConfiguration.kind, informer: this.auths });
    this.#all.push({ name: 'Secret', informer: this.secrets });
    this.#grants = new Informer({ client, resource: resourceOf(KongReferenceGrant), logger, namespaces });
    this.#grants.addIndexer(byNamespace, ({ metadata }) => [metadata.namespace]);
    this.#all.push({ name: KongReferenceGrant.kind, informer: this.#grants });
    for (const descriptor of descriptors) {
      const informer = new Informer<EntityObject>({
        client,
        resource: resourceOf(descriptor.kind),
        logger,
        namespaces,
      });
      const { parent } = descriptor;
      informer.addIndexer(byParent, (object) => keys(parent?.nameIn(object)));
      informer.addIndexer(byControlPlane, (object) => present(descriptor.location(object).controlPlaneId));
      informer.addIndexer(byDeletion, (object) =>
        isDeleting(object) ? [accountKey(descriptor.location(object))] : [],
      );
      informer.addIndexer(byNamespace, ({ metadata }) => [metadata.namespace]);
      informer.addIndexer(byMember, (object) => (descriptor.membersOf?.(object) ?? []).map(namespacedName));
      informer.addIndexer(byUid, ({ metadata }) => [metadata.uid]);
      informer.addIndexer(byCutName, ({ metadata: { namespace, name } }) => {
        const marked = descriptor.markedName(name);
        return marked === name ? [] : [namespacedName({ namespace, name: marked })];
      });
      informer.addIndexer(byEntity, (object) => present(descriptor.location(object).id));
      this.#all.push({ name: descriptor.kind.kind, informer });
      this.#entities.set(descriptor.kind.kind, { descriptor, informer });
    }
  }

  /** Every informer, by the kind that it follows. */
  all(): readonly NamedInformer[] {
    return this.#all;
  }

  /** The kinds of entities with their informers, parents before children. */
  entities(): IterableIterator<{ descriptor: EntityDescriptor; informer: Informer<EntityObject> }> {
    return this.#entities.values();
  }

  lookup(kind: string, { namespace, name }: NamespacedName): EntityObject | undefined {
    if (kind === KonnectAPIAuthConfiguration.kind) return this.auths.get(namespace, name);
    return this.#entities.get(kind)?.informer.get(namespace, name);
  }

  /** Objects of all kinds whose parent is the object of that kind and name, whether or not that exists. */
  childrenOf(kind: string, at: NamespacedName): EntityObject[] {
    return [...this.#entities.values()]
      .filter(({ descriptor }) => descriptor.parent?.to.kind === kind)
      .flatMap(({ informer }) => informer.byIndex(byParent, namespacedName(at)));
  }

  /** Groups of which the object of that kind and name is a member. */
  groupsWith(kind: string, at: NamespacedName): EntityObject[] {
    return this.#entities.get(kind)?.informer.byIndex(byMember, namespacedName(at)) ?? [];
  }

  /** Objects of a kind whose status says that their entity lies in the control plane. */
  objectsIn(kind: string, controlPlaneId: string): EntityObject[] {
    return this.#entities.get(kind)?.informer.byIndex(byControlPlane, controlPlaneId) ?? [];
  }

  /** Whether a grant permits a reference that crosses namespaces. */
  permits: Permits = (from, to) => isPermitted(this.#grants.byIndex(byNamespace, to.namespace), from, to);

  /** Tells of every grant that comes, changes or goes. */
  onGrantChange(
    handler: (old: KongReferenceGrant | undefined, current: KongReferenceGrant | undefined) => void,
  ): void {
    this.#grants.onChange(handler);
  }

  /** The objects of a kind in a namespace. */
  objectsOf(kind: string, namespace: string): EntityObject[] {
    if (kind === KonnectAPIAuthConfiguration.kind) return this.auths.byIndex(byNamespace, namespace);
    return this.#entities.get(kind)?.informer.byIndex(byNamespace, namespace) ?? [];
  }

  /** Whether there is an object of that kind and UID. */
  hasObject(kind: string, uid: string): boolean {
    return this.withUid(kind, uid) !== undefined;
  }

  /** The object of that kind and UID. */
  withUid(kind: string, uid: string): EntityObject | undefined {
    return this.#entities.get(kind)?.informer.byIndex(byUid, uid)[0];
  }

  /** The objects of a kind whose status says that they made the entity of that id. */
  madeEntity(kind: string, id: string): EntityObject[] {
    return this.#entities.get(kind)?.informer.byIndex(byEntity, id) ?? [];
  }

  /** The objects of a kind whose entities' marks have that namespace and name, which may be cut. */
  markedAs(kind: string, at: NamespacedName): EntityObject[] {
    const informer = this.#entities.get(kind)?.informer;
    const whole = informer?.get(at.namespace, at.name);
    const cut = informer?.byIndex(byCutName, namespacedName(at)) ?? [];
    return whole ? [whole, ...cut] : cut;
  }

  /** Auth configurations that take their token from the Secret. */
  authsWithSecret(at: NamespacedName): KonnectAPIAuthConfiguration[] {
    return this.auths.byIndex(bySecret, namespacedName(at));
  }

  /**
   * Whether something refers to the auth configuration, or is being deleted from where it leads to: what is left when
   * a namespace is deleted needs a token to the last, whatever goes first.
   */
  isInUse(auth: KonnectAPIAuthConfiguration): boolean {
    if (this.childrenOf(auth.kind, auth.metadata).length > 0) return true;
    const account = accountOf(auth);
    return [...this.#entities.values()].some(
      ({ informer }) => informer.byIndex(byDeletion, account).length > 0,
    );
  }

  /** Auth configurations that are being deleted, and lead to where the object's entity lies. */
  departingAuths(object: EntityObject): KonnectAPIAuthConfiguration[] {
    const location = this.#entities.get(object.kind)?.descriptor.location(object) ?? {};
    return this.auths.list().filter((auth) => isDeleting(auth) && accountOf(auth) === accountKey(location));
  }

  secretOf(auth: KonnectAPIAuthConfiguration): Secret | undefined {
    const at = secretOf(auth);
    return at && this.secrets.get(at.namespace, at.name);
  }

  /** What is counted of the kinds that have conditions. */
  countedKinds(): CountedKind[] {
    const auths = {
      kind: KonnectAPIAuthConfiguration.kind,
      mainCondition: 'APIAuthValid',
      objects: () => this.auths.list(),
    };
    const made = [...this.#entities].map(([kind, { informer }]) => ({
      kind,
      mainCondition: 'Programmed',
      objects: () => informer.list(),
    }));
    return [auths, ...made];
  }

  /** Takes the answer to a write of one's own, so that the next reader sees it. */
  observe(object: KubernetesObject): void {
    const { kind = '' } = object;
    for (const { name, informer } of this.all()) if (name === kind) informer.observe(object as never);
  }
}

function keys(at: NamespacedName | undefined): string[] {
  return at ? [namespacedName(at)] : [];
}

/** A server and an organisation of it, as a key. */
function accountKey({ serverUrl = '', organizationId = '' }: Location): string {
  return `${serverUrl} ${organizationId}`;
}

function accountOf({ status }: KonnectAPIAuthConfiguration): string {
  return accountKey({ serverUrl: status?.serverURL, organizationId: status?.organizationID });
}

function present(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
