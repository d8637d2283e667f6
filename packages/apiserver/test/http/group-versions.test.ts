import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const CORE_EVENTS = '/api/v1/namespaces/default/events';
const EVENTS = '/apis/events.k8s.io/v1/namespaces/default/events';
const AUTOSCALERS = (version: string) =>
  `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.close());

describe('an Event', () => {
  const about = { kind: 'Pod', namespace: 'default', name: 'web' };

  it('is the same one in both groups, under their names', async () => {
    const core = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'seen' },
      involvedObject: about,
      reason: 'Started',
      message: 'It started.',
      source: { component: 'kubelet' },
      count: 2,
      type: 'Normal',
    };
    expect((await client.create(CORE_EVENTS, core)).status).toBe(201);
    const { object } = await client.get(`${EVENTS}/seen`);
    expect(object).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: about,
      note: 'It started.',
      deprecatedSource: { component: 'kubelet' },
      deprecatedCount: 2,
    });
    expect(object).not.toHaveProperty('message');
    const found = await client.get(`${EVENTS}?fieldSelector=regarding.name=web`);
    expect(found.list.items).toHaveLength(1);
  });

  it('may be written in either', async () => {
    const event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'new' },
      regarding: about,
      reason: 'Started',
      action: 'Start',
      note: 'It started.',
      type: 'Normal',
      eventTime: '2026-01-01T00:00:00.000001Z',
      reportingController: 'example.com/starter',
      reportingInstance: 'starter-1',
    };
    const created = await client.create(EVENTS, event);
    expect(created.object).toMatchObject(event);
    const { object } = await client.get(`${CORE_EVENTS}/new`);
    expect(object).toMatchObject({
      apiVersion: 'v1',
      involvedObject: about,
      message: 'It started.',
      reportingComponent: 'example.com/starter',
    });
    const patched = await client.patch(`${EVENTS}/new`, { note: 'It started again.' });
    expect(patched.object).toMatchObject({ note: 'It started again.' });
    const watch = await client.watch(`${CORE_EVENTS}?watch=true&fieldSelector=metadata.name=new`);
    expect((await watch.next())?.object).toMatchObject({ message: 'It started again.' });
    watch.close();
  });

  it('of the newer group has to say who reports it, and when', async () => {
    const event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'a' },
      regarding: about,
    };
    const { status, failure } = await client.create(EVENTS, event);
    expect(status).toBe(422);
    expect(failure.message).toContain('eventTime: Required value');
    expect(failure.message).toContain('reportingController: Required value');
  });
});

describe('a HorizontalPodAutoscaler', () => {
  it('of the older version has its one metric in the newer one, and the others in annotations', async () => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    const old = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: { scaleTargetRef, maxReplicas: 5, targetCPUUtilizationPercentage: 50 },
    };
    const created = await client.create(AUTOSCALERS('v1'), old);
    expect(created.object).toMatchObject({ ...old, spec: { ...old.spec, minReplicas: 1 } });
    const cpu = {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
    };
    const { object } = await client.get(`${AUTOSCALERS('v2')}/web`);
    expect(object).toMatchObject({ apiVersion: 'autoscaling/v2', spec: { metrics: [cpu] } });
    const memory = {
      type: 'Resource',
      resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
    };
    await client.patch(`${AUTOSCALERS('v2')}/web`, { spec: { metrics: [cpu, memory] } });
    const shown = await client.get(`${AUTOSCALERS('v1')}/web`);
    expect(shown.object).toMatchObject({ spec: { targetCPUUtilizationPercentage: 50 } });
    await client.update(`${AUTOSCALERS('v1')}/web`, shown.object);
    const kept = await client.get(`${AUTOSCALERS('v2')}/web`);
    expect(kept.object).toMatchObject({ spec: { metrics: [cpu, memory] } });
    expect(kept.object.metadata.annotations).toBeUndefined();
  });
});

describe('APIServices', () => {
  it('are there for every version of every group, those of CRDs included', async () => {
    const path = '/apis/apiregistration.k8s.io/v1/apiservices';
    const { list } = await client.get(path);
    const names = list.items.map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(['v1.', 'v1.apps', 'v1.autoscaling', 'v2.autoscaling']));
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'things', kind: 'Thing' },
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    };
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    await client.create(crds, crd);
    await expect.poll(async () => (await client.get(`${path}/v1.example.com`)).status).toBe(200);
    await client.delete(`${crds}/things.example.com`);
    await expect.poll(async () => (await client.get(`${path}/v1.example.com`)).status).toBe(404);
    expect((await client.create(path, {})).status).toBe(405);
  });
});
