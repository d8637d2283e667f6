import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { type GuideWorld, startGuideWorld } from './support/guide-world.ts';

let world: GuideWorld;
/** The control plane that every entity here is put into, by its id in Konnect. */
let planeId: string;

beforeAll(async () => {
  world = await startGuideWorld();
  await world.kubectl.apply(plane('plane'));
  await world.kubectl.programmed(planes, 'plane');
  planeId = (await world.kubectl.get(planes, 'plane')).status?.id ?? '';
});
afterAll(() => world?.stop());

const planes = 'konnectgatewaycontrolplane';

/** In the version with the fields directly in the spec, so that each test goes through the conversion. */
const plane = (name: string, spec = '', namespace = 'default') => `
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectGatewayControlPlane
metadata: {name: ${name}, namespace: ${namespace}}
spec: {name: ${namespace}-${name}, konnect: {authRef: {name: konnect-api-auth, namespace: default}}${spec}}
`;

const mirror = (name: string, id: string) => `
apiVersion: konnect.konghq.com/v1alpha2
kind: KonnectGatewayControlPlane
metadata: {name: ${name}, namespace: default}
spec: {source: Mirror, mirror: {konnect: {id: ${id}}}, konnect: {authRef: {name: konnect-api-auth}}}
`;

const upstream = (name: string, spec = '', namespace = 'default') => `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongUpstream
metadata: {name: ${name}, namespace: ${namespace}}
spec: {name: ${name}, controlPlaneRef: {type: konnectNamespacedRef, konnectNamespacedRef: {name: plane, namespace: default}}${spec}}
`;

const grant = (name: string, namespace: string, from: string, to: string) => `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongReferenceGrant
metadata: {name: ${name}, namespace: ${namespace}}
spec: {from: [${from}], to: [${to}]}
`;

/** Writes an entity as somebody does who knows nothing of the cluster. */
async function byHand(method: string, path: string, body?: object): Promise<void> {
  const { url, caFile, tokenFile } = world.ready.controlPlane;
  const authorization = `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const call = request(new URL(path, url), { method, headers, ca: readFileSync(caFile), agent: false });
  const answered = Promise.withResolvers<void>();
  call.once('error', answered.reject);
  call.once('response', (answer) => {
    text(answer).then((said) => {
      if ((answer.statusCode ?? 500) < 300) answered.resolve();
      else answered.reject(new Error(`${method} ${path} answered ${answer.statusCode}: ${said}`));
    }, answered.reject);
  });
  call.end(body && JSON.stringify(body));
  await answered.promise;
}

/** An upstream in Konnect that no object made. */
async function withEntity(id: string, body: object): Promise<void> {
  await byHand('PUT', `/v2/control-planes/${planeId}/core-entities/upstreams/${id}`, body);
}

describe('spec.adopt', () => {
  const adopt = (id: string, mode: string) => `, adopt: {from: konnect, mode: ${mode}, konnect: {id: ${id}}}`;
  const condition = (name: string, type: string, status: string, reason: string) =>
    world.kubectl.condition('kongupstream', name, type, { status, reason });

  it('takes over an entity that is there', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    await withEntity(id, { name: 'adopted', slots: 100 });
    await world.kubectl.apply(upstream('adopted', adopt(id, 'override')));
    await condition('adopted', 'Adopted', 'True', 'Adopted');
    await condition('adopted', 'Programmed', 'True', 'Programmed');
    expect((await world.kubectl.get('kongupstream', 'adopted')).status?.konnect?.id).toBe(id);
    expect(await world.kubectl.ok(['describe', 'kongupstream', 'adopted'])).toContain('TakenOver');
  });

  it('says that there is none', async () => {
    await world.kubectl.apply(upstream('missing', adopt('22222222-2222-4222-8222-222222222222', 'override')));
    await condition('missing', 'Adopted', 'False', 'FetchFailed');
    await condition('missing', 'Programmed', 'False', 'FailedToAdopt');
  });

  it('says that it belongs to another object', async () => {
    const id = '33333333-3333-4333-8333-333333333333';
    await withEntity(id, { name: 'others', tags: ['k8s-uid:somebody-else'] });
    await world.kubectl.apply(upstream('others', adopt(id, 'override')));
    await condition('others', 'Adopted', 'False', 'UIDConflict');
    await condition('others', 'Programmed', 'False', 'FailedToAdopt');
  });

  it('says in what it does not match, and takes it once the spec does', async () => {
    const id = '44444444-4444-4444-8444-444444444444';
    await withEntity(id, { name: 'different', slots: 100 });
    await world.kubectl.apply(upstream('different', adopt(id, 'match')));
    const { message } = await condition('different', 'Adopted', 'False', 'NotMatch');
    expect(message).toContain('differs from the spec in slots');
    await world.kubectl.apply(upstream('different', `, slots: 100${adopt(id, 'match')}`));
    await condition('different', 'Adopted', 'True', 'Adopted');
    await condition('different', 'Programmed', 'True', 'Programmed');
  });

  it('says that the API refuses what would be written', async () => {
    const id = '55555555-5555-4555-8555-555555555555';
    await withEntity(id, { name: 'refused' });
    await world.kubectl.apply(upstream('refused', `, host_header: 'no host'${adopt(id, 'override')}`));
    await condition('refused', 'Adopted', 'False', 'FailedToAdopt');
    await condition('refused', 'Programmed', 'False', 'FailedToAdopt');
    await world.kubectl.apply(upstream('refused', `, host_header: example.com${adopt(id, 'override')}`));
    await condition('refused', 'Adopted', 'True', 'Adopted');
  });
});

describe('a mirror', () => {
  it('shows what is there, with its type, and says when there is nothing', async () => {
    await world.kubectl.apply(
      [mirror('mirror', planeId), mirror('nothing', crypto.randomUUID())].join('---'),
    );
    const mirrored = { status: 'True', reason: 'Mirrored' };
    await world.kubectl.condition(planes, 'mirror', 'Mirrored', mirrored);
    await world.kubectl.programmed(planes, 'mirror');
    expect((await world.kubectl.get(planes, 'mirror')).status).toMatchObject({
      id: planeId,
      clusterType: 'CLUSTER_TYPE_CONTROL_PLANE',
    });
    await world.kubectl.condition(planes, 'nothing', 'Mirrored', { status: 'False', reason: 'Failed' });
    await world.kubectl.condition(planes, 'nothing', 'Programmed', {
      reason: 'ConditionWithStatusFalseExists',
    });
    await world.kubectl.ok(['delete', planes, 'mirror', 'nothing']);
    expect(await new ControlPlaneApi(world.ready.controlPlane).controlPlaneId('default-plane')).toBe(planeId);
  });
});

describe('a control-plane group', () => {
  it('waits for its members, names who is missing, and takes no entities', async () => {
    const members =
      ', cluster_type: CLUSTER_TYPE_CONTROL_PLANE_GROUP, members: [{name: plane}, {name: late}]';
    await world.kubectl.apply(plane('group', members));
    const { message } = await world.kubectl.condition(planes, 'group', 'MembersReferenceResolved', {
      status: 'False',
      reason: 'SomeMemberNotResolved',
    });
    expect(message).toBe("KonnectGatewayControlPlane default/late doesn't exist");
    await world.kubectl.condition(planes, 'group', 'Programmed', {
      status: 'False',
      reason: 'FailedToSetControlPlaneGroupMembers',
    });
    await world.kubectl.apply(plane('late'));
    await world.kubectl.condition(planes, 'group', 'MembersReferenceResolved', {
      status: 'True',
      reason: 'Resolved',
    });
    await world.kubectl.programmed(planes, 'group');

    const ref = 'controlPlaneRef: {type: konnectNamespacedRef, konnectNamespacedRef: {name: group}}';
    await world.kubectl.apply(`
apiVersion: configuration.konghq.com/v1alpha1
kind: KongUpstream
metadata: {name: in-group, namespace: default}
spec: {name: in-group, ${ref}}
`);
    await world.kubectl.condition('kongupstream', 'in-group', 'ControlPlaneRefValid', {
      status: 'False',
      reason: 'Invalid',
    });
  });

  it('says that the API refuses a member', async () => {
    await world.kubectl.apply(plane('nested', ', cluster_type: CLUSTER_TYPE_CONTROL_PLANE_GROUP'));
    await world.kubectl.programmed(planes, 'nested');
    await world.kubectl.apply(
      plane('outer', ', cluster_type: CLUSTER_TYPE_CONTROL_PLANE_GROUP, members: [{name: nested}]'),
    );
    await world.kubectl.condition(planes, 'outer', 'MembersReferenceResolved', {
      status: 'False',
      reason: 'SetGroupMemberFailed',
    });
    await world.kubectl.apply(
      plane('outer', ', cluster_type: CLUSTER_TYPE_CONTROL_PLANE_GROUP, members: [{name: plane}]'),
    );
    await world.kubectl.programmed(planes, 'outer');
  });
});

describe('a reference that can not be used says why, and is well again once it can', () => {
  const expectCondition = (kind: string, name: string, type: string, status: string, reason: string) =>
    world.kubectl.condition(kind, name, type, { status, reason });

  const waiting = (name: string, spec: string) => `
apiVersion: konnect.konghq.com/v1alpha2
kind: KonnectGatewayControlPlane
metadata: {name: ${name}, namespace: default}
spec: {createControlPlaneRequest: {name: ${name}}${spec}}
`;

  it('to an API auth configuration that is missing', async () => {
    await world.kubectl.apply(waiting('waiting', ', konnect: {authRef: {name: late-auth}}'));
    await expectCondition(planes, 'waiting', 'APIAuthResolvedRef', 'False', 'RefNotFound');
    await expectCondition(planes, 'waiting', 'Programmed', 'False', 'ConditionWithStatusFalseExists');
    const token = readFileSync(world.ready.controlPlane.tokenFile, 'utf8').trim();
    await world.kubectl.apply(`
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: late-auth, namespace: default}
spec: {type: token, token: ${token}, serverURL: '${world.ready.controlPlane.url}'}
`);
    await expectCondition(planes, 'waiting', 'APIAuthResolvedRef', 'True', 'ResolvedRef');
    await world.kubectl.programmed(planes, 'waiting');
  });

  it('to none at all', async () => {
    await world.kubectl.apply(waiting('without', ''));
    await expectCondition(planes, 'without', 'APIAuthResolvedRef', 'False', 'RefInvalid');
  });

  it('to a control plane that the API refuses', async () => {
    await world.kubectl.apply(waiting('x', ', konnect: {authRef: {name: konnect-api-auth}}'));
    await expectCondition(planes, 'x', 'Programmed', 'False', 'FailedToCreate');
    const ref = 'controlPlaneRef: {type: konnectNamespacedRef, konnectNamespacedRef: {name: x}}';
    await world.kubectl.apply(`
apiVersion: configuration.konghq.com/v1alpha1
kind: KongUpstream
metadata: {name: in-x, namespace: default}
spec: {name: in-x, ${ref}}
`);
    await expectCondition('kongupstream', 'in-x', 'ControlPlaneRefValid', 'False', 'NotProgrammed');
    const patch = JSON.stringify({ spec: { createControlPlaneRequest: { name: 'long-enough' } } });
    await world.kubectl.ok(['patch', planes, 'x', '--type', 'merge', '--patch', patch]);
    await expectCondition('kongupstream', 'in-x', 'ControlPlaneRefValid', 'True', 'Valid');
    await world.kubectl.programmed('kongupstream', 'in-x');
  });

  it('to a certificate, whose kind is not served', async () => {
    await world.kubectl.apply(upstream('certified', ', clientCertificateRef: {name: cert}'));
    await expectCondition('kongupstream', 'certified', 'KongCertificateRefValid', 'False', 'Invalid');
    await world.kubectl.apply(upstream('certified'));
    await world.kubectl.programmed('kongupstream', 'certified');
  });

  it('of a target to an upstream in another namespace', async () => {
    await world.kubectl.ok(['create', 'namespace', 'team']);
    await world.kubectl.apply(upstream('shared'));
    await world.kubectl.apply(`
apiVersion: configuration.konghq.com/v1alpha1
kind: KongTarget
metadata: {name: crossing, namespace: team}
spec: {upstreamRef: {name: shared, namespace: default}, target: 10.0.0.1}
`);
    const options = { namespace: 'team' };
    const refused = { status: 'False', reason: 'RefNotPermitted' };
    await world.kubectl.condition('kongtarget', 'crossing', 'KongUpstreamRefValid', refused, options);
    const [from, to] = [
      '{group: configuration.konghq.com, kind: KongTarget, namespace: team}',
      '{group: configuration.konghq.com, kind: KongUpstream, name: shared}',
    ];
    await world.kubectl.apply(grant('targets', 'default', from, to));
    const valid = { status: 'True', reason: 'Valid' };
    await world.kubectl.condition('kongtarget', 'crossing', 'KongUpstreamRefValid', valid, options);
    await world.kubectl.programmed('kongtarget', 'crossing', 'team');
  });
});

describe('a reference to another namespace', () => {
  const options = { namespace: 'apps' };
  const from = (group: string, kind: string) => `{group: ${group}, kind: ${kind}, namespace: apps}`;

  it('needs a grant, of an upstream and of a control plane, and works with it', async () => {
    await world.kubectl.ok(['create', 'namespace', 'apps']);
    await world.kubectl.apply([upstream('crossing', '', 'apps'), plane('crossing', '', 'apps')].join('---'));
    await world.kubectl.condition(
      'kongupstream',
      'crossing',
      'ResolvedRefs',
      { status: 'False', reason: 'RefNotPermitted' },
      options,
    );
    await world.kubectl.condition(
      planes,
      'crossing',
      'APIAuthResolvedRef',
      { status: 'False', reason: 'RefNotPermitted' },
      options,
    );
    const [core, konnect] = ['configuration.konghq.com', 'konnect.konghq.com'];
    await world.kubectl.apply(
      [
        grant(
          'upstreams',
          'default',
          from(core, 'KongUpstream'),
          `{group: ${konnect}, kind: KonnectGatewayControlPlane, name: plane}`,
        ),
        grant(
          'planes',
          'default',
          from(konnect, 'KonnectGatewayControlPlane'),
          `{group: ${konnect}, kind: KonnectAPIAuthConfiguration}`,
        ),
      ].join('---'),
    );
    await world.kubectl.condition(
      'kongupstream',
      'crossing',
      'ResolvedRefs',
      { status: 'True', reason: 'ResolvedRefs' },
      options,
    );
    await world.kubectl.programmed('kongupstream', 'crossing', 'apps');
    await world.kubectl.programmed(planes, 'crossing', 'apps');
  });

  it('of an authentication to its Secret needs one, too', async () => {
    const { url, tokenFile } = world.ready.controlPlane;
    const token = readFileSync(tokenFile, 'utf8').trim();
    await world.kubectl.ok(['create', 'namespace', 'vault']);
    await world.kubectl.apply(`
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: vault, labels: {konghq.com/credential: konnect}}
stringData: {token: ${token}}
---
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: crossing, namespace: default}
spec: {type: secretRef, secretRef: {name: token, namespace: vault}, serverURL: '${url}'}
`);
    const kind = 'konnectapiauthconfiguration';
    await world.kubectl.condition(kind, 'crossing', 'ResolvedRefs', { reason: 'RefNotPermitted' });
    await world.kubectl.condition(kind, 'crossing', 'APIAuthValid', { status: 'False', reason: 'Invalid' });
    await world.kubectl.apply(
      grant(
        'auths',
        'vault',
        '{group: konnect.konghq.com, kind: KonnectAPIAuthConfiguration, namespace: default}',
        '{group: core, kind: Secret}',
      ),
    );
    await world.kubectl.condition(kind, 'crossing', 'APIAuthValid', { status: 'True', reason: 'Valid' });
    await world.kubectl.condition(kind, 'crossing', 'ResolvedRefs', {
      status: 'True',
      reason: 'ResolvedRefs',
    });
  });
});

it('a server whose name nobody knows is said to be out of reach, and holds up nothing else', async () => {
  await world.kubectl.apply(`
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: nowhere, namespace: default}
spec: {type: token, token: kpat_x, serverURL: 'https://no-such-host.invalid'}
---
apiVersion: konnect.konghq.com/v1alpha2
kind: KonnectGatewayControlPlane
metadata: {name: nowhere, namespace: default}
spec: {createControlPlaneRequest: {name: nowhere}, konnect: {authRef: {name: nowhere}}}
`);
  const kind = 'konnectapiauthconfiguration';
  const unknown = { status: 'Unknown', reason: 'Pending' };
  const { message } = await world.kubectl.condition(kind, 'nowhere', 'APIAuthValid', unknown);
  expect(message).toContain('https://no-such-host.invalid could not be reached');
  await world.kubectl.condition(planes, 'nowhere', 'Programmed', {
    status: 'False',
    reason: 'KonnectAPIOpFailed',
  });
  await world.kubectl.apply(upstream('beside'));
  await world.kubectl.programmed('kongupstream', 'beside', 'default', 10_000);
});

describe('Events', () => {
  it('tell what was mended after drift, and nothing of ordinary creation', async () => {
    await world.kubectl.apply(upstream('drifting', ', slots: 100'));
    await world.kubectl.programmed('kongupstream', 'drifting');
    const { status } = await world.kubectl.get('kongupstream', 'drifting');
    const events = ['events', '--for', 'kongupstream/drifting'];
    expect(await world.kubectl.ok(events)).toBe('');
    await withEntity(status?.konnect?.id ?? '', { name: 'drifting', slots: 10 });
    await expect
      .poll(() => world.kubectl.ok(events), { timeout: 90_000, interval: 500 })
      .toMatch(/Warning\s+DriftMended.*put back: slots, tags/);
  });
});
