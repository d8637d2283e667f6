import type { EntityObject } from '../entity/entity-object.ts';
import type { Parents } from '../references/reference.ts';
import type { ControlPlaneView } from './control-plane-view.ts';
import type { Outlook } from './outlook.ts';
import type { PlannedStep } from './plan.ts';

/** What planning one object came to: what to do, or that all is as wanted. */
export type Planned = Omit<PlannedStep, 'kind' | 'object'> | 'unchanged';

/** What is planned one object with. */
export interface Planning<O extends EntityObject> {
  readonly object: O;
  readonly parents: Parents;
  readonly view: ControlPlaneView;
  readonly outlook: Outlook;
  /** Whether what an object of the same name had made would be taken back. */
  readonly adoptByName: boolean;
}
