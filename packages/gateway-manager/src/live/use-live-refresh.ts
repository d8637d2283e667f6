import { onScopeDispose } from 'vue';
import type { Change } from '../api/change.ts';
import { onLiveChange } from './live-changes.ts';

/** Changes that arrive together (a manifest of many targets) cost one refresh. */
const SETTLE_MS = 100;

/**
 * Calls `refresh` soon after a change that `concerns` the component, and after a gap in the stream; once for many that
 * come together. Ends with the component.
 */
export function useLiveRefresh(concerns: (change: Change) => boolean, refresh: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = onLiveChange((change) => {
    if (change !== undefined && !concerns(change)) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      refresh();
    }, SETTLE_MS);
  });
  onScopeDispose(() => {
    stop();
    clearTimeout(timer);
  });
}
