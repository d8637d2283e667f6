import type { KubeObject } from '../../kube-object.ts';
import { age } from '../../table/human-duration.ts';
import { column, type TableColumn } from '../../table/table-column.ts';
import { itemsOf, partOf, textOf } from './read-part.ts';

/** A column that is always shown. */
export function shown(name: string, cell: TableColumn['cell'], type = 'string'): TableColumn {
  return column(name, type, name, cell);
}

/** A column that is shown with `-o wide`. */
export function wide(name: string, cell: TableColumn['cell']): TableColumn {
  return column(name, 'string', name, cell, { priority: 1 });
}

/** The value at a path, or what stands for none. */
export function textAt(path: string[], none = ''): (object: KubeObject) => string {
  const last = path.at(-1) ?? '';
  return (object) => {
    const value = partOf(object, ...path.slice(0, -1))[last];
    return value === undefined || value === null || value === '' ? none : String(value);
  };
}

/** The number at a path; 0 where there is none. */
export function numberAt(...path: string[]): (object: KubeObject) => number {
  const text = textAt(path, '0');
  return (object) => Number(text(object));
}

/** How long ago the time at a path is. */
export function ageAt(...path: string[]): TableColumn['cell'] {
  const text = textAt(path);
  return (object, nowMs) => (text(object) === '' ? '<none>' : age(text(object), nowMs));
}

/** The containers of a pod template, and their images, as workloads show them. */
export function containerColumns(...podSpec: string[]): TableColumn[] {
  const containers = (object: KubeObject) => itemsOf(partOf(object, ...podSpec)['containers']);
  const list = (field: string) => (object: KubeObject) =>
    containers(object)
      .map((container) => textOf(container[field]))
      .join(',');
  return [wide('Containers', list('name')), wide('Images', list('image'))];
}

/** A label selector (meta/v1 LabelSelector) as text; `<none>` where there is none. */
export function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = partOf(selector);
  const terms = Object.entries(partOf(matchLabels)).map(([key, value]) => `${key}=${textOf(value)}`);
  for (const { key, operator, values } of itemsOf(matchExpressions)) {
    const list = Array.isArray(values) ? `(${values.join(',')})` : '';
    if (operator === 'Exists') terms.push(textOf(key));
    else if (operator === 'DoesNotExist') terms.push(`!${textOf(key)}`);
    else terms.push(`${textOf(key)} ${operator === 'In' ? 'in' : 'notin'} ${list}`);
  }
  return terms.length === 0 ? '<none>' : terms.sort().join(',');
}

/** The labels that plain selectors (a Service's, a node selector) ask for. */
export function labelsText(labels: unknown): string {
  return selectorText({ matchLabels: labels });
}
