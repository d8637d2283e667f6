import type { KongTarget, KongUpstream, KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { describe, expect, it } from 'vitest';
import {
  controlPlane as planeManifest,
  stored,
  target as targetManifest,
  upstream as upstreamManifest,
} from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { controlPlane } from './control-plane.ts';
import { target } from './target.ts';
import { upstream } from './upstream.ts';

const targetOf = (address: string, spec: object = {}) =>
  stored<KongTarget>(targetManifest('target-a', address, { weight: 100, ...spec }));
const upstreamOf = (spec: object = {}) => stored<KongUpstream>(upstreamManifest('upstream', spec));
const planeOf = (spec: Record<string, unknown> = {}) =>
  stored<KonnectGatewayControlPlane>(planeManifest('gateway', spec));
const tagsOf = (object: EntityObject) => expect.arrayContaining([`k8s-uid:${object.metadata.uid}`]);

describe('a target in Konnect', () => {
  it('has the address, the weight and the tags', () => {
    const object = targetOf('10.0.0.1', { weight: 0, tags: ['mine'] });
    expect(target.wanted(object)).toEqual({
      body: { target: '10.0.0.1', weight: 0, tags: tagsOf(object) },
      droppedTags: [],
    });
  });

  it.each([
    ['10.0.0.1', '10.0.0.1:8000', true],
    ['10.0.0.1:8000', '10.0.0.1:8000', true],
    ['example.com:80', 'example.com:80', true],
    ['[::1]:80', '[0000:0000:0000:0000:0000:0000:0000:0001]:80', true],
    ['10.0.0.1', '10.0.0.1:8001', false],
    ['host:80:80', '10.0.0.1:8000', false],
  ])('%s is shown as %s: %s', (written, shown, isSame) => {
    const { body } = target.wanted(targetOf(written));
    const answer = { id: '1', failover: false, created_at: 1, ...body, target: shown };
    expect(target.differences(body, answer)).toEqual(isSame ? [] : ['target']);
    expect(target.isRival(body, { id: '2', target: shown })).toBe(isSame);
  });

  it.each([
    ['another weight', { weight: 1 }],
    ['another tag', { tags: [] }],
  ])('with %s is not the same', (_case, difference) => {
    const { body } = target.wanted(targetOf('10.0.0.1:8000'));
    expect(target.differences(body, { id: '1', ...body, ...difference })).toEqual(Object.keys(difference));
  });
});

describe('an upstream in Konnect', () => {
  it('has what the spec has, but for what is of the cluster alone', () => {
    const object = upstreamOf({ algorithm: 'least-connections', slots: 100, use_srv_name: true });
    expect(upstream.wanted(object).body).toEqual({
      name: 'upstream',
      algorithm: 'least-connections',
      slots: 100,
      use_srv_name: true,
      tags: tagsOf(object),
    });
  });

  it('is the same with the defaults that the API fills in, at every depth', () => {
    const { body } = upstream.wanted(upstreamOf({ healthchecks: { active: { timeout: 2 } } }));
    const shown = {
      id: '1',
      algorithm: 'round-robin',
      hash_fallback: 'none',
      hash_on: 'none',
      hash_on_cookie_path: '/',
      slots: 10_000,
      sticky_sessions_cookie_path: '/',
      use_srv_name: false,
      created_at: 1,
      ...body,
      healthchecks: {
        threshold: 0,
        active: {
          concurrency: 10,
          http_path: '/',
          https_verify_certificate: true,
          timeout: 2,
          type: 'http',
          healthy: { http_statuses: [302, 200], interval: 0, successes: 0 },
          unhealthy: {
            http_failures: 0,
            http_statuses: [429, 404, 500, 501, 502, 503, 504, 505],
            interval: 0,
            tcp_failures: 0,
            timeouts: 0,
          },
        },
        passive: {
          type: 'http',
          healthy: {
            http_statuses: [
              200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308,
            ],
            successes: 0,
          },
          unhealthy: { http_failures: 0, http_statuses: [429, 500, 503], tcp_failures: 0, timeouts: 0 },
        },
      },
    };
    expect(upstream.differences(body, shown)).toEqual([]);
    expect(upstream.differences(body, { ...shown, slots: 20 })).toEqual(['slots']);
    expect(upstream.differences(body, { ...shown, hash_on_header: 'x-left-over' })).toEqual([
      'hash_on_header',
    ]);
  });

  it('has a rival in one of its name alone', () => {
    const { body } = upstream.wanted(upstreamOf());
    expect(upstream.isRival(body, { id: '2', name: 'upstream' })).toBe(true);
    expect(upstream.isRival(body, { id: '2', name: 'Upstream' })).toBe(false);
  });
});

describe('a control plane in Konnect', () => {
  it('has every field that a PATCH can change, so that one that left the spec is cleared', () => {
    const { body } = controlPlane.wanted(
      planeOf({ labels: { team: 'a' }, cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE' }),
    );
    expect(body).toMatchObject({
      changeable: {
        name: 'gateway',
        description: '',
        auth_type: 'pinned_client_certs',
        proxy_urls: [],
        labels: { team: 'a' },
      },
      fixed: { cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE' },
    });
  });

  it('is compared wherever the API shows a field', () => {
    const { body } = controlPlane.wanted(planeOf({ auth_type: 'pki_client_certs' }));
    if ('mirrored' in body) throw new TypeError('not a mirror');
    const { name, description, labels, auth_type, proxy_urls } = body.changeable;
    const shown = {
      id: '1',
      name,
      description,
      labels,
      config: { auth_type, proxy_urls, cloud_gateway: false },
    };
    expect(controlPlane.differences(body, shown)).toEqual([]);
    expect(controlPlane.differences(body, { ...shown, labels: { ...labels, mine: 'x' } })).toEqual([
      'labels.mine',
    ]);
    expect(
      controlPlane.differences(body, {
        ...shown,
        config: { ...shown.config, auth_type: 'pinned_client_certs' },
      }),
    ).toEqual(['auth_type']);
  });
});
