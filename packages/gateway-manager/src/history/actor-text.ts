import type { Actor } from '../api/change.ts';
import { t } from '../i18n/i18n.ts';

/**
 * Who made a change, and with which token: in words, by the names that are known, and by id otherwise. The control plane
 * names what isn't a token by fixed words: a session of the page, a sign-in that sets roles, the server itself.
 */
export function actorText(actor: Actor, names: ReadonlyMap<string, string>): string {
  const { user_id: id, token_name: token } = actor;
  if (id === null) return token === 'server' ? t('history.by_server') : t('history.by_unknown');
  const name = names.get(id) ?? id;
  if (token === null || token === 'session') return t('history.by', { actor: name });
  if (token === 'openid') return t('history.by_signing_in', { actor: name });
  return t('history.by_with', { actor: name, token });
}
