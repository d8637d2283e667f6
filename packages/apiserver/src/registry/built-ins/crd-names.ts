import type { Crd, CrdCondition, CrdNames } from '../custom-resource.ts';
import { approvalCondition } from './api-approval.ts';

/** Which names of a CRD are its own, and the conditions that follow. */
export interface NamesVerdict {
  acceptedNames: Partial<CrdNames> & { plural: string; kind: string };
  conditions: CrdCondition[];
}

/**
 * Judges whether the names of a CRD are free within its group. Names that it has been given stay its own; who
 * comes later with the same one waits.
 *
 * @param others all CRDs; the judged one may be among them
 * @param time of conditions that change, RFC 3339
 */
export function judgeNames(crd: Crd, others: Iterable<Crd>, time: string): NamesVerdict {
  const { taken, takenKinds } = namesOfOthers(crd, others);
  const { names } = crd.spec;
  const accepted = crd.status?.acceptedNames ?? {};
  const conflicts: { reason: string; name: string }[] = [];
  const claim = (name: string, own: string | undefined, among: Set<string>, reason: string): string => {
    if (!among.has(name)) return name;
    conflicts.push({ reason, name });
    return own ?? '';
  };
  const plural = claim(names.plural, accepted.plural, taken, 'PluralConflict');
  const singular = claim(names.singular, accepted.singular, taken, 'SingularConflict');
  const takenShort = names.shortNames?.filter((name) => taken.has(name)) ?? [];
  conflicts.push(...takenShort.map((name) => ({ reason: 'ShortNamesConflict', name })));
  const shortNames = takenShort.length > 0 ? accepted.shortNames : names.shortNames;
  const kind = claim(names.kind, accepted.kind, takenKinds, 'KindConflict');
  const listKind = claim(names.listKind, accepted.listKind, takenKinds, 'ListKindConflict');
  const { categories } = names;
  return {
    acceptedNames: {
      plural,
      singular,
      kind,
      listKind,
      ...(shortNames && { shortNames }),
      ...(categories && { categories }),
    },
    conditions: conditionsOf(crd, conflicts, time),
  };
}

/** Whether a CRD's resource is to be served. */
export function isEstablished({ status }: Crd): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') ?? false;
}

function namesOfOthers(crd: Crd, others: Iterable<Crd>): { taken: Set<string>; takenKinds: Set<string> } {
  const taken = new Set<string>();
  const takenKinds = new Set<string>();
  for (const other of others) {
    if (other.metadata.name === crd.metadata.name || other.spec.group !== crd.spec.group) continue;
    const { plural, singular, shortNames = [], kind, listKind } = other.status?.acceptedNames ?? {};
    for (const name of [plural, singular, ...shortNames]) if (name) taken.add(name);
    for (const name of [kind, listKind]) if (name) takenKinds.add(name);
  }
  return { taken, takenKinds };
}

function conditionsOf(crd: Crd, conflicts: { reason: string; name: string }[], time: string): CrdCondition[] {
  const [first] = conflicts;
  const established = isEstablished(crd);
  const wanted: Omit<CrdCondition, 'lastTransitionTime'>[] = [
    first === undefined
      ? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
      : {
          type: 'NamesAccepted',
          status: 'False',
          reason: first.reason,
          message: conflicts.map(({ name }) => `${JSON.stringify(name)} is already in use`).join(', '),
        },
    // What is served stays so: a conflict that comes later concerns the new name only.
    first === undefined || established
      ? {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        }
      : {
          type: 'Established',
          status: 'False',
          reason: 'NotAccepted',
          message: 'not all names are accepted',
        },
  ];
  const approval = approvalCondition(crd.spec.group, crd.metadata);
  if (approval !== undefined) wanted.push(approval);
  const existing = crd.status?.conditions ?? [];
  const judged = wanted.map((condition) => {
    const before = existing.find(({ type }) => type === condition.type);
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : time;
    return { ...condition, lastTransitionTime };
  });
  const types = new Set(judged.map(({ type }) => type));
  return [...judged, ...existing.filter(({ type }) => !types.has(type))];
}
