/** What is to become of a group's members. Ids in small letters. */
export interface MemberChange {
  /** `set` puts the ids in the place of all members there are. */
  kind: 'set' | 'add' | 'remove';
  ids: readonly string[];
}

/** The members after the change, sorted and each once. */
export function changedMembers(before: readonly string[], { kind, ids }: MemberChange): string[] {
  switch (kind) {
    case 'set':
      return [...new Set(ids)].sort();
    case 'add':
      return [...new Set([...before, ...ids])].sort();
    case 'remove':
      return before.filter((id) => !ids.includes(id));
  }
}
