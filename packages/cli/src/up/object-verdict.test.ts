import { expect, it } from 'vitest';
import { verdictOn } from './object-verdict.ts';

const konnect = 'konnect.konghq.com/v1alpha1';
const configuration = 'configuration.konghq.com/v1alpha1';

function object(
  ...conditions: [type: string, status: string, reason: string, observedGeneration?: number][]
) {
  return {
    metadata: { name: 'a', generation: 2 },
    status: {
      conditions: conditions.map(([type, status, reason, observedGeneration = 2]) => ({
        ...{ type, status, reason, observedGeneration },
        message: `${type} ${reason}`,
      })),
    },
  };
}

it.each([
  ['no status yet', { metadata: { name: 'a', generation: 1 } }, 'pending', 'Pending', false],
  ['the default status', object(['Programmed', 'Unknown', 'Pending']), 'pending', 'Pending', false],
  [
    'a status of an older generation',
    object(['Programmed', 'True', 'Programmed', 1]),
    'pending',
    'Pending',
    false,
  ],
  ['programmed', object(['Programmed', 'True', 'Programmed']), 'programmed', 'Programmed', false],
  ['refused content', object(['Programmed', 'False', 'FailedToCreate']), 'failed', 'FailedToCreate', false],
  [
    'an unreachable server',
    object(['Programmed', 'False', 'KonnectAPIOpFailed']),
    'pending',
    'KonnectAPIOpFailed',
    true,
  ],
  [
    'a missing reference',
    object(
      ['Programmed', 'False', 'ConditionWithStatusFalseExists'],
      ['ControlPlaneRefValid', 'True', 'Valid'],
      ['KongUpstreamRefValid', 'False', 'Invalid'],
    ),
    'pending',
    'Invalid',
    true,
  ],
])('judges a target with %s', (_case, target, state, reason, blocked) => {
  expect(verdictOn(target, configuration, 'KongTarget')).toMatchObject({ state, reason, blocked });
});

it('tells what is wrong with a reference in the words of its own condition', () => {
  const target = object(
    ['Programmed', 'False', 'ConditionWithStatusFalseExists'],
    ['KongUpstreamRefValid', 'False', 'Invalid'],
  );
  expect(verdictOn(target, configuration, 'KongTarget').message).toBe('KongUpstreamRefValid Invalid');
});

it('judges an authentication configuration by APIAuthValid', () => {
  const valid = object(['APIAuthValid', 'True', 'Valid'], ['Programmed', 'False', 'FailedToCreate']);
  expect(verdictOn(valid, konnect, 'KonnectAPIAuthConfiguration').state).toBe('programmed');
});

it.each([
  ['v1', 'Secret'],
  ['apps/v1', 'Deployment'],
  [configuration, 'KongReferenceGrant'],
])('takes an object of %s %s as done once the API server has it', (apiVersion, kind) => {
  expect(verdictOn({ metadata: { name: 'a' } }, apiVersion, kind)).toMatchObject({
    state: 'programmed',
    reason: 'Applied',
  });
});
