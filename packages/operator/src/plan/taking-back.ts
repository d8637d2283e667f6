import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import { describeTwin, type LostTwin } from '../restore/twins.ts';

/** What a plan says of an entity that is to be taken back, and of others that carry the same marks. */
export function takingBack(descriptor: EntityDescriptor, twin: LostTwin): string {
  const { taken, left } = describeTwin(descriptor, twin);
  return [`takes over ${taken}`, ...left.map((other) => `leaves ${other}`)].join('; ');
}
