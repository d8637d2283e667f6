import { shallowRef } from 'vue';
import type { Change } from '../api/change.ts';
import { followChanges } from '../api/change-stream.ts';

/** How fresh the page is. `unavailable`: this control plane has no change stream, so only a reload shows changes. */
export type LiveState = 'connecting' | 'live' | 'broken' | 'unavailable';

/** A listener to the changes of one control plane. A call without a change says that any may have been missed. */
export type ChangeListener = (change: Change | undefined) => void;

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

/** How fresh what the page shows of the control plane is. */
export const liveState = shallowRef<LiveState>('connecting');

const listeners = new Set<ChangeListener>();
let current: { controlPlaneId: string; abort: AbortController } | undefined;

/** Calls `listener` for each change of the followed control plane, until the returned function is called. */
export function onLiveChange(listener: ChangeListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows one control plane instead of whichever was followed before; none with undefined. */
export function followControlPlane(controlPlaneId: string | undefined): void {
  if (current?.controlPlaneId === controlPlaneId) return;
  current?.abort.abort();
  current = undefined;
  if (controlPlaneId === undefined) return;
  current = { controlPlaneId, abort: new AbortController() };
  liveState.value = 'connecting';
  void follow(controlPlaneId, current.abort.signal);
}

/** Follows nothing while what is followed is deleted, which would be told of as a loss; goes on where that fails. */
export async function withoutFollowing<Result>(deletion: () => Promise<Result>): Promise<Result> {
  const followed = current?.controlPlaneId;
  followControlPlane(undefined);
  try {
    return await deletion();
  } catch (error) {
    followControlPlane(followed);
    throw error;
  }
}

/**
 * Keeps a connection until `signal` aborts: resumes a broken one with back-off, and starts over from an expired one. What
 * the page reads before the stream first stands may have changed since, so that counts as missed.
 */
async function follow(controlPlaneId: string, signal: AbortSignal): Promise<void> {
  let lastEventId: string | undefined;
  let retryMs = FIRST_RETRY_MS;
  let mayHaveMissed = true;
  while (!signal.aborted) {
    const end = await followChanges(
      controlPlaneId,
      lastEventId,
      {
        onReady: () => {
          retryMs = FIRST_RETRY_MS;
          if (mayHaveMissed) tell(undefined);
          mayHaveMissed = false;
          liveState.value = 'live';
        },
        onChange: tell,
        onEventId: (id) => {
          lastEventId = id;
        },
      },
      signal,
    ).catch(() => 'aborted' as const);
    if (end === 'aborted' || signal.aborted) return;
    if (end === 'unavailable') {
      liveState.value = 'unavailable';
      // What is shown may be gone, which reading it again tells.
      tell(undefined);
      return;
    }
    if (end === 'expired') {
      lastEventId = undefined;
      mayHaveMissed = true;
    }
    liveState.value = 'broken';
    await pause(retryMs, signal);
    retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
  }
}

function tell(change: Change | undefined): void {
  for (const listener of listeners) listener(change);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
