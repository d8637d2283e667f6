import type { EntityObject } from '../entity/entity-object.ts';
import type { Parents } from '../references/reference.ts';
import type { TwinSurroundings } from '../restore/twins.ts';
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
  /** What of the cluster tells what would be taken back; undefined where nothing would be. */
  readonly twins: TwinSurroundings | undefined;
}
