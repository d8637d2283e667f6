import type { SchemaProps } from '../schema/schema-props.ts';
import { objectReference } from './object-reference.ts';
import { builtInRoot, text } from './root.ts';

const time = (description: string): SchemaProps => ({ type: 'string', format: 'date-time', description });

const count: SchemaProps = { type: 'integer', format: 'int32', description: 'How often it has happened.' };

/** core/v1 EventSource. */
export const eventSource: SchemaProps = {
  type: 'object',
  description: 'Who reports the event.',
  properties: { component: text('The program.'), host: text('The node that it runs on.') },
};

/** core/v1 and events.k8s.io/v1 EventSeries. */
export const eventSeries: SchemaProps = {
  type: 'object',
  description: 'How an event that goes on and on has gone so far.',
  properties: { count, lastObservedTime: time('When it last happened.') },
};

const reported: Record<string, SchemaProps> = {
  action: text('What was done, or failed to be done.'),
  eventTime: time('When it first happened.'),
  reason: text('Why it was done, in one word.'),
  related: objectReference,
  reportingInstance: text('Which instance of the program reports it.'),
  series: eventSeries,
  type: text('Normal or Warning.'),
};

/** core/v1 Event. */
export const coreEventSchema = builtInRoot(
  'A report of something that happened to an object. It is kept for a while only.',
  {
    ...reported,
    count,
    firstTimestamp: time('When it first happened.'),
    involvedObject: objectReference,
    lastTimestamp: time('When it last happened.'),
    message: text('What happened, for people.'),
    reportingComponent: text('Which program reports it, such as example.com/controller.'),
    source: eventSource,
  },
  ['metadata', 'involvedObject'],
);

/** events.k8s.io/v1 Event: the same object under other names. */
export const eventSchema = builtInRoot(
  'A report of something that happened to an object. It is kept for a while only.',
  {
    ...reported,
    deprecatedCount: count,
    deprecatedFirstTimestamp: time('When it first happened.'),
    deprecatedLastTimestamp: time('When it last happened.'),
    deprecatedSource: eventSource,
    note: text('What happened, for people.'),
    regarding: objectReference,
    reportingController: text('Which program reports it, such as example.com/controller.'),
  },
);
