import type { FieldDifference, Plan, PlannedStep } from '@sluice/operator';

const signs = { create: '+', update: '~', delete: '-', blocked: '!' } as const;

/** A plan for people: a line for each object, below it what differs or stands in its way, and the numbers at the end. */
export function planText({ steps, unchanged }: Plan): string {
  const count = (action: PlannedStep['action']) => steps.filter((step) => step.action === action).length;
  const numbers = [
    `${count('create')} to create`,
    `${count('update')} to update`,
    `${count('delete')} to delete`,
    `${count('blocked')} blocked`,
    `${unchanged} as declared`,
  ];
  const isToBeWritten = steps.some(({ action }) => action === 'create' || action === 'update');
  return [...steps.flatMap(stepLines), numbers.join(', '), ...(isToBeWritten ? [unforeseen] : [])].join('\n');
}

/** Where a plan ends: what no reading tells. */
const unforeseen =
  'not foreseen: what the API itself may refuse, for its content, a limit or a role of the token';

function stepLines({ action, kind, object, id, differences = [], message }: PlannedStep): string[] {
  const which = id === undefined ? '' : ` (${id})`;
  const why = message === undefined ? [] : [`    ${message}`];
  return [`${signs[action]} ${action} ${kind} ${object}${which}`, ...differences.map(differenceLine), ...why];
}

function differenceLine({ path, from, to }: FieldDifference): string {
  return `    ${path}: ${valueText(from)} -> ${valueText(to)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? '(default)' : JSON.stringify(value);
}
