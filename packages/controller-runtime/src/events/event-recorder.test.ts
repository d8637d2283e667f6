import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeClock } from '../../test/fake-clock.ts';
import { RecordingLogger } from '../../test/recording-logger.ts';
import { KubernetesApiError } from '../client/kubernetes-api-error.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import { KubernetesUnreachableError } from '../client/kubernetes-unreachable-error.ts';
import { EventRecorder, type EventRecorderOptions } from './event-recorder.ts';

interface StoredEvent {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly [field: string]: unknown;
}

const target = {
  apiVersion: 'configuration.konghq.com/v1alpha1',
  kind: 'KongTarget',
  metadata: { namespace: 'ns', name: 'target-a', uid: 'u-1', resourceVersion: '7' },
};
const warning = { type: 'Warning' as const, reason: 'Refused', message: 'weight is too large' };
const start = new Date('2026-01-01T00:00:00.000Z');

let stored: Map<string, StoredEvent>;
let writes: string[];
let failures: Error[];
let clock: FakeClock;
let logger: RecordingLogger;
let stop: AbortController;

beforeEach(() => {
  stored = new Map();
  writes = [];
  failures = [];
  clock = new FakeClock();
  logger = new RecordingLogger();
  stop = new AbortController();
});

/** The part of a client that events need, over a map. */
const client = {
  create(_resource: unknown, event: StoredEvent): Promise<StoredEvent> {
    writes.push('create');
    const failure = failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    stored.set(event.metadata.name, event);
    return Promise.resolve(event);
  },
  patchMerge(_resource: unknown, _namespace: string, name: string, patch: object): Promise<StoredEvent> {
    writes.push('patch');
    const failure = failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    const event = stored.get(name);
    if (event === undefined) return Promise.reject(refusal(404, 'NotFound'));
    const patched = { ...event, ...patch };
    stored.set(name, patched);
    return Promise.resolve(patched);
  },
} as unknown as KubernetesClient;

function refusal(status: number, reason: string): KubernetesApiError {
  return new KubernetesApiError({ status, reason, message: reason });
}

function startRecorder(options: Partial<EventRecorderOptions> = {}) {
  const recorder = new EventRecorder({
    client,
    component: 'sluice-operator',
    logger,
    clock,
    now: () => new Date(start.getTime() + clock.now()),
    ...options,
  });
  return { recorder, done: recorder.run(stop.signal) };
}

const only = () => [...stored.values()][0];

describe('recording', () => {
  it('makes an Event that kubectl describe shows', async () => {
    const { recorder } = startRecorder();
    recorder.record(target, warning);
    await eventually(() => expect(stored.size).toBe(1));
    expect(only()).toMatchObject({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { namespace: 'ns', name: expect.stringMatching(/^target-a\.[0-9a-f]{16}$/) },
      involvedObject: {
        apiVersion: 'configuration.konghq.com/v1alpha1',
        kind: 'KongTarget',
        namespace: 'ns',
        name: 'target-a',
        uid: 'u-1',
      },
      ...warning,
      count: 1,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:00Z',
      source: { component: 'sluice-operator' },
      reportingComponent: 'sluice-operator',
    });
  });

  it('puts Events of what lives in no namespace into default', async () => {
    const { recorder } = startRecorder();
    recorder.record({ kind: 'Node', metadata: { name: 'n' } }, warning);
    await eventually(() => expect(only()?.metadata.namespace).toBe('default'));
  });

  it('keeps names and messages within what the server takes', async () => {
    const { recorder } = startRecorder();
    recorder.record(
      { metadata: { name: `${'a'.repeat(235)}.${'b'.repeat(17)}` } },
      { ...warning, message: 'x'.repeat(5000) },
    );
    await eventually(() => expect(stored.size).toBe(1));
    expect(only()?.metadata.name).toMatch(/^a{235}\.[0-9a-f]{16}$/);
    expect(only()?.['message']).toHaveLength(1024);
  });

  it('counts repetitions up in the same Event, now and then', async () => {
    const { recorder } = startRecorder();
    recorder.record(target, warning);
    await eventually(() => expect(stored.size).toBe(1));
    clock.advance(3000);
    for (let repetition = 0; repetition < 4; repetition++) {
      recorder.record(target, warning);
      await new Promise(setImmediate);
    }
    clock.advance(6999);
    expect(writes).toEqual(['create']);
    clock.advance(1);
    await eventually(() => expect(only()).toMatchObject({ count: 5, lastTimestamp: '2026-01-01T00:00:03Z' }));
    expect(writes).toEqual(['create', 'patch']);
  });

  it('tells different objects, reasons and messages apart', async () => {
    const { recorder } = startRecorder();
    recorder.record(target, warning);
    recorder.record(target, { ...warning, reason: 'Blocked' });
    recorder.record(target, { ...warning, message: 'other' });
    recorder.record({ ...target, metadata: { ...target.metadata, uid: 'u-2' } }, warning);
    await eventually(() => expect(stored.size).toBe(4));
  });

  it('makes an Event again that the server has let expire', async () => {
    const { recorder } = startRecorder();
    recorder.record(target, warning);
    await eventually(() => expect(stored.size).toBe(1));
    stored.clear();
    clock.advance(3_600_000);
    recorder.record(target, warning);
    await eventually(() => expect(only()).toMatchObject({ count: 2 }));
  });
});

describe('failures', () => {
  it('of the network are tried again', async () => {
    const { recorder } = startRecorder();
    failures.push(
      new KubernetesUnreachableError('POST', 'server', new Error('reset')),
      refusal(503, 'ServiceUnavailable'),
    );
    recorder.record(target, warning);
    await eventually(() => {
      clock.advance(10_000);
      expect(stored.size).toBe(1);
    });
    expect(writes).toHaveLength(3);
    expect(logger.lines).toEqual([]);
  });

  it('that go on end with a line in the log', async () => {
    const { recorder } = startRecorder();
    for (let failure = 0; failure < 9; failure++) failures.push(refusal(500, 'InternalError'));
    recorder.record(target, warning);
    await eventually(() => {
      clock.advance(10_000);
      expect(logger.messages('warn')).toEqual(['an event could not be written and is lost']);
    });
    expect(writes).toHaveLength(5);
  });

  it('that are final are not tried again', async () => {
    const { recorder } = startRecorder();
    failures.push(refusal(403, 'Forbidden'));
    recorder.record(target, warning);
    await eventually(() => expect(logger.lines).toHaveLength(1));
    expect(logger.lines[0]?.fields).toMatchObject({
      kind: 'KongTarget',
      name: 'target-a',
      reason: 'Refused',
    });
    clock.advance(60_000);
    expect(writes).toHaveLength(1);
  });
});

describe('bounds', () => {
  it('drop new events when too many wait, and say how many', async () => {
    const { recorder } = startRecorder({ capacity: 2 });
    for (let event = 0; event < 5; event++) recorder.record(target, { ...warning, message: `m${event}` });
    await eventually(() => expect(stored.size).toBe(2));
    expect(logger.messages('warn')[0]).toBe('too many events wait to be written; dropping new ones');
    expect(logger.lines.at(-1)?.fields).toEqual({ dropped: 3 });
  });

  it('forget what was recorded longest ago when there is nothing to write', async () => {
    const { recorder } = startRecorder({ capacity: 2 });
    for (const [index, message] of ['a', 'b', 'c', 'a'].entries()) {
      recorder.record(target, { ...warning, message });
      await eventually(() => expect(stored.size).toBe(index + 1));
    }
    expect([...stored.values()].map((event) => event['message'])).toEqual(['a', 'b', 'c', 'a']);
  });
});

describe('stopping', () => {
  it('writes what is left first', async () => {
    const { recorder, done } = startRecorder();
    recorder.record(target, warning);
    await eventually(() => expect(stored.size).toBe(1));
    recorder.record(target, warning);
    recorder.record(target, { ...warning, reason: 'Blocked' });
    stop.abort();
    await done;
    expect([...stored.values()].map((event) => [event['reason'], event['count']])).toEqual([
      ['Refused', 2],
      ['Blocked', 1],
    ]);
  });

  it('gives up what cannot be written then, and says so', async () => {
    const { recorder, done } = startRecorder();
    failures.push(refusal(500, 'InternalError'), refusal(500, 'InternalError'));
    recorder.record(target, warning);
    stop.abort();
    await done;
    expect(logger.messages('warn')).toEqual(['an event could not be written and is lost']);
  });
});
