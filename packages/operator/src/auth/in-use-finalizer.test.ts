import { expect, it } from 'vitest';
import { finalizersFor } from './in-use-finalizer.ts';

const ours = 'konnect.konghq.com/konnectapiauth-in-use';
const deletionTimestamp = '2030-01-01T00:00:00Z';

it.each([
  ['it is not used and has none', {}, false, undefined],
  ['it is used and has ours', { finalizers: [ours] }, true, undefined],
  ['it comes into use', { finalizers: ['other'] }, true, ['other', ours]],
  ['it goes out of use', { finalizers: [ours, 'other'] }, false, ['other']],
  ['it goes out of use and is being deleted', { finalizers: [ours], deletionTimestamp }, false, []],
  [
    'it comes into use while it is being deleted',
    { finalizers: ['other'], deletionTimestamp },
    true,
    undefined,
  ],
  ['it is used, has ours and is being deleted', { finalizers: [ours], deletionTimestamp }, true, undefined],
])('when %s', (_case, metadata, isInUse, expected) => {
  expect(finalizersFor({ metadata }, isInUse)).toEqual(expected);
});
