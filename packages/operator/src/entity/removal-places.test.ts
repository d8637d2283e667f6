import { expect, it } from 'vitest';
import type { Location } from './location.ts';
import { removalPlaces } from './removal-places.ts';

const here = { controlPlaneId: 'here', upstreamId: 'up' };
const there = { controlPlaneId: 'there', upstreamId: 'up' };
const lost = { controlPlaneId: 'gone', upstreamId: 'up' };
const id = 'the-id';

it.each<[string, Location, Location, { id: string | undefined; byUid: boolean }]>([
  ['where it is and is to be', { ...here, id }, here, { id, byUid: false }],
  ['that was never made, nor its parents', {}, {}, { id: undefined, byUid: false }],
  ['that may have been made and not written down', {}, here, { id: undefined, byUid: true }],
  ['whose parents have left the cluster', { ...here, id }, {}, { id, byUid: false }],
  ['on its way to another control plane', { ...here, id }, there, { id, byUid: true }],
  ['on its way to another upstream', { ...here, id }, { ...here, upstreamId: 'other' }, { id, byUid: true }],
  ['whose control plane is gone', { ...lost, id }, lost, { id: undefined, byUid: false }],
  [
    'whose control plane is gone, with another in its place',
    { ...lost, id },
    here,
    { id: undefined, byUid: true },
  ],
  ['whose new control plane is gone', { ...here, id }, lost, { id, byUid: false }],
])('an entity %s: %3$j', (_case, known, home, expected) => {
  const isGone = (controlPlaneId: string) => controlPlaneId === 'gone';
  expect(removalPlaces({ known, home, holdsEntities: false, isGone })).toEqual(expected);
});

it.each<[string, Location, { id: string | undefined; byUid: boolean }]>([
  ['that is there', { id: 'plane', controlPlaneId: 'plane' }, { id: 'plane', byUid: true }],
  ['that is known to be gone', { id: 'gone', controlPlaneId: 'gone' }, { id: undefined, byUid: true }],
  ['that was perhaps made', {}, { id: undefined, byUid: true }],
])('a control plane %s: %2$j', (_case, known, expected) => {
  const isGone = (controlPlaneId: string) => controlPlaneId === 'gone';
  expect(removalPlaces({ known, home: known, holdsEntities: true, isGone })).toEqual(expected);
});
