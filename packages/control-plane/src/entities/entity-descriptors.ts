import type { EntityDescriptor } from '../core-entities/entity-descriptor.ts';
import { target } from './target.ts';
import { upstream } from './upstream.ts';

/** Every type of core entity that the server keeps. */
export const entityDescriptors: readonly EntityDescriptor[] = [upstream, target];
