interface Field {
  name: string;
  min: number;
  max: number;
  names?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of week', min: 0, max: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const macros = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** What is wrong with the schedule of a CronJob (crontab's five fields, or a macro); undefined when nothing is. */
export function scheduleError(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    const isKnown = macros.has(schedule) || /^@every (?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(schedule);
    return isKnown ? undefined : `unrecognized descriptor: ${schedule}`;
  }
  const given = schedule.trim().split(/\s+/);
  if (given.length !== fields.length) {
    return `expected exactly ${fields.length} fields, found ${given.length}: [${given.join(' ')}]`;
  }
  for (const [index, field] of fields.entries()) {
    const why = fieldError(given[index] ?? '', field);
    if (why !== undefined) return why;
  }
  return undefined;
}

function fieldError(text: string, field: Field): string | undefined {
  for (const range of text.split(',')) {
    const [, from = '', to, step] = /^(\*|\?|[0-9a-z]+)(?:-([0-9a-z]+))?(?:\/(\d+))?$/i.exec(range) ?? [];
    if (from === '') return `failed to parse the ${field.name}: ${range}`;
    if (step === '0') return `step of range should be a positive number: ${range}`;
    if (from === '*' || from === '?') continue;
    const first = numberIn(from, field);
    const last = to === undefined ? first : numberIn(to, field);
    if (first === undefined || last === undefined) return `failed to parse int from ${range}`;
    if (first < field.min) return `beginning of range (${first}) below minimum (${field.min}): ${range}`;
    if (last > field.max) return `end of range (${last}) above maximum (${field.max}): ${range}`;
    if (first > last) return `beginning of range (${first}) beyond end of range (${last}): ${range}`;
  }
  return undefined;
}

function numberIn(text: string, { names = [], min }: Field): number | undefined {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return index + min;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
