import { createI18n } from '@kong-ui-public/i18n';
import { en } from './en.ts';

const intl = createI18n<typeof en>('en-us', en);

/** A message of `en.ts` by its dotted key, with its placeholders filled (ICU message syntax). */
export const t = intl.t;

const dateAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment for people, in their own time zone. Takes what the APIs give: ISO 8601, or seconds since 1970. */
export function formatTime(time: string | number): string {
  return dateAndTime.format(typeof time === 'number' ? time * 1000 : new Date(time));
}

const dayAndTime = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

/** The same without year and seconds, for a narrow column. Takes ISO 8601. */
export function formatShortTime(time: string): string {
  return dayAndTime.format(new Date(time));
}

const decimal = new Intl.NumberFormat('en');

/** A whole number for people: `12,345`. */
export function formatCount(count: number): string {
  return decimal.format(count);
}
