import { shallowReadonly, shallowRef } from 'vue';
import { listUsers } from '../api/people.ts';
import { mayReadOrganization, session } from '../session/session.ts';

const names = shallowRef<ReadonlyMap<string, string>>(new Map());

/** The names of those who change things, by their ids. Somebody who was removed isn't among them. */
export const actorNames = shallowReadonly(names);

/** Reads the names anew. Without a role in the organisation only one's own is known, which is enough for a history. */
export async function readActorNames(): Promise<void> {
  const { value: answer } = session;
  if (!answer?.signedIn) return;
  const own: [string, string] = [answer.person.id, answer.person.name];
  const users = mayReadOrganization() ? await listUsers() : [];
  names.value = new Map([own, ...users.map(({ id, name }): [string, string] => [id, name])]);
}
