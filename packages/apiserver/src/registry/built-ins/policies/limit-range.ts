import { nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown } from '../columns.ts';

/** LimitRanges: stored and checked; nothing here holds anybody to them. */
export const limitRange = builtIn({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  namespaced: true,
  columns: [nameColumn, shown('Created At', ({ metadata }) => metadata.creationTimestamp ?? '', 'date')],
});
