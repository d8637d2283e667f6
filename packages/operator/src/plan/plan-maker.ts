import type { KonnectAPIAuthConfiguration, KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { KonnectApiError, KonnectUnreachableError } from '@sluice/konnect-api';
import { judgeAnswer, unusableConfiguration } from '../auth/auth-verdict.ts';
import { readCredentials, type Secret } from '../auth/credentials.ts';
import type { OrphanSurroundings } from '../drift/orphans.ts';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import {
  deletionPolicyAnnotation,
  type EntityObject,
  isDeleting,
  isOrphaned,
  isPaused,
  namespacedName,
} from '../entity/entity-object.ts';
import { controlPlane } from '../kinds/control-plane.ts';
import type { CoreEntityObject } from '../kinds/core-entity.ts';
import { coreEntities } from '../kinds/entities.ts';
import type { Attempt } from '../konnect/konnect-server.ts';
import type { Permits } from '../references/grants.ts';
import { type Dependencies, type Lookup, resolveReferences } from '../references/resolve.ts';
import type { TwinSurroundings } from '../restore/twins.ts';
import { ControlPlaneView, type KonnectReader } from './control-plane-view.ts';
import { withLastRefusal } from './last-refusal.ts';
import { Outlook } from './outlook.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { planControlPlane } from './plan-control-plane.ts';
import { planCoreEntity } from './plan-core-entity.ts';
import { planOrphans } from './plan-orphans.ts';
import type { Planned, Planning } from './planning.ts';

/** What a plan is made of. */
export interface PlanSurroundings extends TwinSurroundings {
  readonly auths: readonly KonnectAPIAuthConfiguration[];
  secretOf(auth: KonnectAPIAuthConfiguration): Secret | undefined;
  readonly permits: Permits;
  readonly lookup: Lookup;
  /** All objects of a kind. */
  objects(kind: string): readonly EntityObject[];
  dependenciesOf(kind: string): Dependencies;
  hasObject(kind: string, uid: string): boolean;
  isWatched(namespace: string): boolean;
  createReader(serverUrl: string, token: string): KonnectReader;
  /** Whether entities whose objects are gone would be removed. */
  readonly pruneOrphans: boolean;
  /** Whether what objects of the same names had made would be taken back. */
  readonly adoptByName: boolean;
}

/** Finds out what the operator would do, by the same decisions, and does none of it: it only reads. */
export class PlanMaker {
  readonly #around: PlanSurroundings;
  readonly #outlook: Outlook;
  /** By the UIDs of the auth configurations that lead to them. */
  readonly #views = new Map<string, ControlPlaneView>();
  readonly #steps: PlannedStep[] = [];
  #unchanged = 0;

  constructor(around: PlanSurroundings) {
    this.#around = around;
    this.#outlook = new Outlook(around.lookup);
  }

  /** Reads what the control planes have and compares it with what the cluster declares. To be called once. */
  async make(): Promise<Plan> {
    for (const auth of this.#around.auths) await this.#judgeAuth(auth);
    const planes = this.#around.objects(controlPlane.kind.kind) as readonly KonnectGatewayControlPlane[];
    for (const object of planes) {
      await this.#plan(object, controlPlane, (planning) => planControlPlane(planning));
    }
    for (const descriptor of coreEntities) {
      for (const object of this.#around.objects(descriptor.kind.kind)) {
        await this.#plan(object, descriptor, (planning) =>
          planCoreEntity(descriptor, planning as Planning<CoreEntityObject>),
        );
      }
    }
    for (const object of planes) await this.#planOrphans(object);
    return { steps: this.#steps, unchanged: this.#unchanged };
  }

  /** The cluster as it would be after what is planned, for what would be left behind then. */
  get #afterwards(): OrphanSurroundings {
    const around = this.#around;
    const foreseen = (object: EntityObject) => this.#outlook.lookup(object.kind, object.metadata) ?? object;
    return { ...around, markedAs: (kind, at) => around.markedAs(kind, at).map(foreseen) };
  }

  /** A token that is good makes its configuration usable, whether or not an operator has seen it yet. */
  async #judgeAuth(auth: KonnectAPIAuthConfiguration): Promise<void> {
    const { secretOf, permits, createReader } = this.#around;
    const credentials = readCredentials(auth, secretOf(auth), permits);
    let verdict = credentials.ok ? undefined : unusableConfiguration(credentials.message);
    if (credentials.ok) {
      const reader = createReader(credentials.serverUrl, credentials.token);
      const asked = await attempted(() => reader.getOrganization());
      // What isn't known now is no base for a plan, whatever was known before.
      verdict = judgeAnswer({ ...auth, status: {} }, credentials.serverUrl, asked);
      if (asked.ok)
        this.#views.set(auth.metadata.uid, new ControlPlaneView(reader, asked.value.id, this.#around));
    }
    if (!verdict) return;
    const { condition, organizationId } = verdict;
    const written = { ...condition, lastTransitionTime: '', observedGeneration: auth.metadata.generation };
    this.#outlook.foresee(auth, {
      conditions: [written],
      organizationID: organizationId,
      serverURL: credentials.serverUrl,
    });
    if (condition.status !== 'True') this.#add(auth, { action: 'blocked', message: condition.message });
  }

  async #plan<O extends EntityObject>(
    object: O,
    descriptor: EntityDescriptor<O>,
    plan: (planning: Planning<O>) => Promise<Planned>,
  ): Promise<void> {
    if (isPaused(object)) {
      this.#add(object, { action: 'blocked', message: 'the annotation sluice/paused leaves it alone' });
      return;
    }
    const { dependenciesOf, permits } = this.#around;
    const { parents, usable, conditions } = resolveReferences(
      object,
      dependenciesOf,
      this.#outlook.lookup,
      permits,
    );
    const view = parents.apiAuth && this.#views.get(parents.apiAuth.metadata.uid);
    if (isDeleting(object)) {
      this.#planDeletion(object, descriptor);
      return;
    }
    if (!usable || !view) {
      const reasons = conditions.filter(({ status }) => status !== 'True').map(({ message }) => message);
      this.#add(object, { action: 'blocked', message: reasons.join('; ') });
      return;
    }
    const twins = this.#around.adoptByName ? this.#around : undefined;
    const planned = await attempted(() => plan({ object, parents, view, outlook: this.#outlook, twins }));
    if (planned.ok) this.#add(object, withLastRefusal(planned.value, object));
    else this.#add(object, { action: 'blocked', message: messageOf(planned) });
  }

  /** A deletion goes by the ids in the object's own status, with any token of the same server and organisation. */
  #planDeletion<O extends EntityObject>(object: O, descriptor: EntityDescriptor<O>): void {
    const { id, serverUrl, organizationId } = descriptor.location(object);
    if (id === undefined || descriptor.mirrored?.(object) !== undefined) return;
    const hasToken = this.#around.auths.some((auth) => {
      const { status } = this.#outlook.lookup(auth.kind, auth.metadata) as KonnectAPIAuthConfiguration;
      const isThere = status?.serverURL === serverUrl && status?.organizationID === organizationId;
      return isThere && this.#views.has(auth.metadata.uid);
    });
    if (isOrphaned(object)) {
      const message = `the annotation ${deletionPolicyAnnotation}=Orphan leaves the ${descriptor.noun} where it is`;
      this.#add(object, { action: 'blocked', id, message });
    } else if (hasToken) {
      this.#add(object, { action: 'delete', id });
    } else {
      const message = `its deletion waits for a valid KonnectAPIAuthConfiguration of ${serverUrl}`;
      this.#add(object, { action: 'blocked', id, message });
    }
  }

  async #planOrphans(object: KonnectGatewayControlPlane): Promise<void> {
    const { id } = controlPlane.location(object);
    const auth = resolveReferences(
      object,
      this.#around.dependenciesOf,
      this.#outlook.lookup,
      this.#around.permits,
    ).parents.apiAuth;
    const view = auth && this.#views.get(auth.metadata.uid);
    if (id === undefined || !view || this.#outlook.isToCome(object) || !this.#around.pruneOrphans) return;
    const planned = await attempted(() => planOrphans(object, id, view, this.#afterwards));
    if (planned.ok) this.#steps.push(...planned.value);
    else this.#add(object, { action: 'blocked', message: messageOf(planned) });
  }

  #add(object: EntityObject, planned: Planned): void {
    if (planned === 'unchanged') this.#unchanged++;
    else this.#steps.push({ ...planned, kind: object.kind, object: namespacedName(object.metadata) });
  }
}

/** A call's result as a value; what isn't a failure of the call is thrown. */
async function attempted<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (error instanceof KonnectApiError) return { ok: false, failure: { kind: 'refused', error } };
    if (!(error instanceof KonnectUnreachableError)) throw error;
    return { ok: false, failure: { kind: 'unavailable', answered: false, message: error.message } };
  }
}

function messageOf({ failure }: Attempt<unknown> & { readonly ok: false }): string {
  return failure.kind === 'refused' ? failure.error.message : failure.message;
}
