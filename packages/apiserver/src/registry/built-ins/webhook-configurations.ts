import type { KubeObject } from '../../kube-object.ts';
import { isObject, type UnknownObject } from '../../schema/json-object.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { builtIn } from './built-in.ts';
import { shown } from './columns.ts';
import { itemsOf } from './read-part.ts';
import { webhooksErrors } from './validate-webhooks.ts';

const DEFAULT_PORT = 443;
const DEFAULT_TIMEOUT_SECONDS = 10;

/** MutatingWebhookConfigurations: who may change objects on their way to the store. */
export const mutatingWebhookConfiguration = webhookConfiguration('Mutating', {
  reinvocationPolicy: 'Never',
});

/** ValidatingWebhookConfigurations: who may refuse requests. */
export const validatingWebhookConfiguration = webhookConfiguration('Validating', {});

function webhookConfiguration(kind: 'Mutating' | 'Validating', defaults: UnknownObject) {
  return builtIn({
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind: `${kind}WebhookConfiguration`,
    plural: `${kind.toLowerCase()}webhookconfigurations`,
    namespaced: false,
    categories: ['api-extensions'],
    columns: [
      nameColumn,
      shown('Webhooks', ({ webhooks }) => itemsOf(webhooks).length, 'integer'),
      ageColumn,
    ],
    complete: (object) => complete(object, defaults),
    strategy: {
      tracksGeneration: true,
      validate: ({ webhooks }) => webhooksErrors(itemsOf(webhooks), 'webhooks'),
    },
  });
}

/** The defaults of admissionregistration.k8s.io/v1. */
function complete({ webhooks }: KubeObject, defaults: UnknownObject): void {
  for (const webhook of itemsOf(webhooks)) {
    webhook['failurePolicy'] ??= 'Fail';
    webhook['matchPolicy'] ??= 'Equivalent';
    webhook['namespaceSelector'] ??= {};
    webhook['objectSelector'] ??= {};
    webhook['timeoutSeconds'] ??= DEFAULT_TIMEOUT_SECONDS;
    for (const field in defaults) webhook[field] ??= defaults[field];
    for (const rule of itemsOf(webhook['rules'])) rule['scope'] ??= '*';
    const { clientConfig } = webhook;
    const service = isObject(clientConfig) ? clientConfig['service'] : undefined;
    if (isObject(service)) service['port'] ??= DEFAULT_PORT;
  }
}
