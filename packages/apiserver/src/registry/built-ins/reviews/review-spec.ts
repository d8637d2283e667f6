import type { User } from '../../../auth/user.ts';
import type { RequestAttributes } from '../../../authorization/request-attributes.ts';
import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { isObject, type UnknownObject } from '../../../schema/json-object.ts';
import { invalidValue } from '../../../schema/make-field-error.ts';
import { partOf, textOf, textsOf } from '../read-part.ts';

/** What a review asks for; an object, once its schema has seen it. */
export function specOf({ spec }: KubeObject): UnknownObject {
  return partOf(spec);
}

/** What is wrong with a question about an action (pkg/apis/authorization/validation). */
export function actionErrors({ resourceAttributes, nonResourceAttributes }: UnknownObject): FieldError[] {
  const [isResource, isPath] = [isObject(resourceAttributes), isObject(nonResourceAttributes)];
  if (isResource && isPath) {
    const why = 'cannot be specified in combination with resourceAttributes';
    return [invalidValue('spec.nonResourceAttributes', nonResourceAttributes, why)];
  }
  if (isResource || isPath) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalidValue('spec.resourceAttributes', null, why)];
}

/** What is wrong with whom a question is about. */
export function subjectErrors({ user, groups }: UnknownObject): FieldError[] {
  if (textOf(user) !== '' || textsOf(groups).length > 0) return [];
  return [invalidValue('spec.user', '', 'at least one of user or group must be specified')];
}

/** The action that a question is about. */
export function readAction({ resourceAttributes, nonResourceAttributes }: UnknownObject): RequestAttributes {
  if (isObject(nonResourceAttributes)) {
    return { verb: textOf(nonResourceAttributes['verb']), path: textOf(nonResourceAttributes['path']) };
  }
  const asked = partOf(resourceAttributes);
  const field = (name: string): string => textOf(asked[name]);
  return {
    verb: field('verb'),
    group: field('group'),
    resource: field('resource'),
    subresource: field('subresource'),
    namespace: field('namespace'),
    name: field('name'),
  };
}

/** Whom a question is about. They are in no groups but those that it names. */
export function readSubject({ user, uid, groups, extra }: UnknownObject): User {
  const entries = Object.entries(partOf(extra));
  return {
    name: textOf(user),
    uid: textOf(uid),
    groups: textsOf(groups),
    extra: Object.fromEntries(entries.map(([key, values]) => [key, textsOf(values)])),
  };
}

/** A user as reviews show one (authentication.k8s.io/v1 UserInfo). */
export function userInfo({ name, uid, groups, extra = {} }: User): UnknownObject {
  return {
    username: name,
    ...(uid !== '' && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
