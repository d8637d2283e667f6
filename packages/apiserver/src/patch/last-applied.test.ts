import { describe, expect, it } from 'vitest';
import { apply, configuration, entriesOf, owned, specFields, update } from './apply.fixture.ts';

describe('server-side apply after kubectl applied on the client side', () => {
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
  const annotated = (spec: object, last: object) =>
    configuration(spec, { annotations: { [lastApplied]: JSON.stringify(configuration(last)) } });

  it('kubectl takes over what it applied before, without a conflict', () => {
    const live = update(undefined, 'kubectl-client-side-apply', annotated({ weight: 1 }, { weight: 1 }));
    const after = apply(live, 'kubectl', configuration({ weight: 2 }));
    expect(after['spec']).toEqual({ weight: 2 });
    expect(owned(after)['kubectl']).toEqual(specFields('weight'));
  });

  it('kubectl does not take what somebody changed since', () => {
    let live = update(undefined, 'kubectl-client-side-apply', annotated({ weight: 1 }, { weight: 1 }));
    live = update(live, 'tool', { ...live, spec: { weight: 5 } });
    expect(() => apply(live, 'kubectl', configuration({ weight: 2 }))).toThrow('conflict with "tool"');
  });

  it('others have the conflict', () => {
    const live = update(undefined, 'kubectl-client-side-apply', annotated({ weight: 1 }, { weight: 1 }));
    expect(() => apply(live, 'argocd', configuration({ weight: 2 }))).toThrow(
      'conflict with "kubectl-client-side-apply"',
    );
  });

  it('kubectl keeps the last applied configuration up to date where there is one', () => {
    const live = update(undefined, 'kubectl-client-side-apply', annotated({ weight: 1 }, { weight: 1 }));
    const after = apply(live, 'kubectl', configuration({ weight: 2 }));
    expect(JSON.parse(after.metadata.annotations?.[lastApplied] ?? '')).toEqual(configuration({ weight: 2 }));
    expect(apply(undefined, 'kubectl', configuration({ weight: 2 })).metadata.annotations).toBeUndefined();
  });

  it('goes on from the managers that kubectl writes down when it migrates', () => {
    const live = update(
      undefined,
      'kubectl-client-side-apply',
      annotated({ weight: 1, target: 't' }, { weight: 1, target: 't' }),
    );
    const migrated = entriesOf(live).map((entry) => ({
      ...entry,
      manager: 'kubectl',
      operation: 'Apply' as const,
    }));
    const patched = update(live, 'kubectl', {
      ...live,
      metadata: { ...live.metadata, managedFields: migrated },
    });
    expect(entriesOf(patched)).toEqual(migrated);
    const after = apply(patched, 'kubectl', configuration({ weight: 1 }));
    expect(after['spec']).toEqual({ weight: 1 });
  });
});
