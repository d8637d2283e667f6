import { onScopeDispose } from 'vue';
import type { Change } from '../api/change.ts';
import { atMostEvery } from './at-most-every.ts';
import { onLiveChange } from './live-changes.ts';

/** A change shows at once; those that come close behind it (a manifest of many targets) cost one refresh more. */
const PAUSE_MS = 100;

/**
 * Calls `refresh` after a change that `concerns` the component, and after a gap in the stream. Ends with the component.
 */
export function useLiveRefresh(concerns: (change: Change) => boolean, refresh: () => void): void {
  const refreshes = atMostEvery(PAUSE_MS, refresh);
  const stopListening = onLiveChange((change) => {
    if (change === undefined || concerns(change)) refreshes.run();
  });
  onScopeDispose(() => {
    stopListening();
    refreshes.stop();
  });
}
