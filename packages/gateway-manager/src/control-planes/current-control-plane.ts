import { shallowRef } from 'vue';
import type { ControlPlane } from '../api/control-planes.ts';

/** The control plane whose pages are open; undefined on the others, and until it is read. */
export const currentControlPlane = shallowRef<ControlPlane>();
