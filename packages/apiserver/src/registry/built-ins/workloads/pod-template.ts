import { nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { containerColumns, labelsText, shown } from '../columns.ts';
import { partOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { podTemplateErrors } from './pod-errors.ts';

/** PodTemplates: what pods of some kind are made from. */
export const podTemplate = builtIn({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  namespaced: true,
  columns: [
    nameColumn,
    ...containerColumns('template', 'spec'),
    shown('Pod Labels', (object) => labelsText(partOf(object, 'template', 'metadata')['labels'])),
  ],
  complete: (object) => completePodSpec(partOf(object, 'template', 'spec')),
  strategy: { validate: (object) => podTemplateErrors(partOf(object, 'template'), 'template') },
});
