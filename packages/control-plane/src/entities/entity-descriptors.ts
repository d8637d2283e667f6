import type { EntityDescriptor } from '../core-entities/entity-descriptor.ts';
import { certificate } from './certificate.ts';
import { route } from './route.ts';
import { service } from './service.ts';
import { target } from './target.ts';
import { upstream } from './upstream.ts';

/** Every type of core entity that the server keeps; what is referred to comes before what refers to it. */
export const entityDescriptors: readonly EntityDescriptor[] = [certificate, service, route, upstream, target];
