import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isObject, type UnknownObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';
import { compileRules } from './compile-rules.ts';

/** How to break one rule: changes to a valid object and to the one that it replaces. */
type Breaker = (object: Fields, old: Fields) => void;

/** An object whose fields may be read and set without asking what they are. */
interface Fields {
  // biome-ignore lint/suspicious/noExplicitAny: the breakers below reach deep into objects that they know.
  [field: string]: any;
}

interface Subject {
  object: Fields;
  /** By message: each rule of the schema has one. */
  breakers: Record<string, Breaker>;
}

const adopt = () => ({ from: 'konnect', mode: 'match', konnect: { id: '1' } });
const programmed = () => ({ conditions: [{ type: 'Programmed', status: 'True' }] });
const konnectRef = () => ({ type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'cp' } });

const adoptBreakers: Record<string, Breaker> = {
  "'from'(adopt source) is immutable": (_, old) => {
    old.spec.adopt.from = 'elsewhere';
  },
  "Must specify Konnect options when from='konnect'": (object) => {
    delete object.spec.adopt.konnect;
  },
  'konnect.id is immutable': (_, old) => {
    old.spec.adopt.konnect.id = '2';
  },
  'Cannot set or unset spec.adopt in updates': (object) => {
    delete object.spec.adopt;
  },
};

const tagBreakers: Record<string, Breaker> = {
  'tags entries must not be longer than 128 characters': (object) => {
    object.spec.tags = ['a', 'b'.repeat(129)];
  },
};

const controlPlaneRefBreakers: Record<string, Breaker> = {
  "'konnectID' type is not supported": (object) => {
    object.spec.controlPlaneRef = { type: 'konnectID' };
  },
  'when type is konnectNamespacedRef, konnectNamespacedRef must be set': (object) => {
    delete object.spec.controlPlaneRef.konnectNamespacedRef;
  },
  'when type is kic, konnectNamespacedRef must not be set': (object) => {
    object.spec.controlPlaneRef.type = 'kic';
  },
  'when type is unset, konnectNamespacedRef must not be set': (object) => {
    delete object.spec.controlPlaneRef.type;
  },
  'KIC is not supported as control plane': (object) => {
    object.spec.controlPlaneRef = { type: 'kic' };
  },
  'controlPlaneRef is required once set': (object) => {
    delete object.spec.controlPlaneRef;
  },
  'spec.controlPlaneRef is immutable when an entity is already Programmed': (object) => {
    object.spec.controlPlaneRef.konnectNamespacedRef.name = 'other';
  },
};

const idBreakers: Record<string, Breaker> = {
  'spec.id is immutable': (object) => {
    object.spec.id = 'other';
  },
};

/** Setting `field` to `value` makes `required` required. */
function needs(field: string, value: string, required: string): Breaker {
  return ({ spec }) => {
    spec[field] = value;
    delete spec[required];
  };
}

const upstreamBreakers: Record<string, Breaker> = {
  'healthcheck threshold must be between 0 and 100': (object) => {
    object.spec.healthchecks.threshold = 100.5;
  },
  'hash_fallback_header is required when `hash_fallback` is set to `header`.': needs(
    'hash_fallback',
    'header',
    'hash_fallback_header',
  ),
  'hash_fallback_query_arg is required when `hash_fallback` is set to `query_arg`.': needs(
    'hash_fallback',
    'query_arg',
    'hash_fallback_query_arg',
  ),
  'hash_fallback_uri_capture is required when `hash_fallback` is set to `uri_capture`.': needs(
    'hash_fallback',
    'uri_capture',
    'hash_fallback_uri_capture',
  ),
  'hash_on_cookie is required when hash_fallback is set to `cookie`.': needs(
    'hash_fallback',
    'cookie',
    'hash_on_cookie',
  ),
  'hash_on_cookie is required when hash_on is set to `cookie`.': needs('hash_on', 'cookie', 'hash_on_cookie'),
  'hash_on_cookie_path is required when hash_fallback is set to `cookie`.': needs(
    'hash_fallback',
    'cookie',
    'hash_on_cookie_path',
  ),
  'hash_on_cookie_path is required when hash_on is set to `cookie`.': needs(
    'hash_on',
    'cookie',
    'hash_on_cookie_path',
  ),
  'hash_on_header is required when hash_on is set to `header`.': needs('hash_on', 'header', 'hash_on_header'),
  'hash_on_query_arg is required when `hash_on` is set to `query_arg`.': needs(
    'hash_on',
    'query_arg',
    'hash_on_query_arg',
  ),
  'hash_on_uri_capture is required when `hash_on` is set to `uri_capture`.': needs(
    'hash_on',
    'uri_capture',
    'hash_on_uri_capture',
  ),
  'sticky_sessions_cookie is required when algorithm is set to `sticky-sessions`.': needs(
    'algorithm',
    'sticky-sessions',
    'sticky_sessions_cookie',
  ),
  'spec.adopt is allowed only when controlPlaneRef is konnectNamespacedRef': (object) => {
    object.spec.controlPlaneRef = { type: 'kic' };
  },
  'client_certificate and clientCertificateRef are mutually exclusive': (object) => {
    object.spec.client_certificate = { id: '1' };
  },
};

/** The rules on labels and cluster types, which lie elsewhere in each version of a control plane. */
function controlPlaneBreakers(prefix: string, request: (object: Fields) => Fields): Record<string, Breaker> {
  const labels = `${prefix}labels`;
  const withLabel =
    (key: string, value = 'x'): Breaker =>
    (object) => {
      request(object).labels = { [key]: value };
    };
  return {
    [`${labels} must not have more than 40 entries`]: (object) => {
      request(object).labels = Object.fromEntries(
        Array.from({ length: 41 }, (_, index) => [`key${index}`, 'x']),
      );
    },
    [`${labels} keys must be of length 1-63 characters`]: withLabel('a'.repeat(64)),
    [`${labels} values must be of length 1-63 characters`]: withLabel('team', 'a'.repeat(64)),
    [`${labels} keys must not start with 'k8s', 'kong', 'konnect', 'mesh', 'kic', 'insomnia' or '_'`]:
      withLabel('insomnia-team'),
    [`${labels} keys must satisfy the '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$' pattern`]:
      withLabel('a b'),
    [`when specified, ${prefix}cluster_type must be one of 'CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'CLUSTER_TYPE_CONTROL_PLANE' or 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'`]:
      (object) => {
        request(object).cluster_type = 'CLUSTER_TYPE_NONE';
      },
    'spec.members is only applicable for ControlPlanes that are created as groups': (object) => {
      object.spec.members = [{ name: 'other' }];
    },
    [`${prefix}cluster_type is immutable`]: (_, old) => {
      request(old).cluster_type = 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER';
    },
    'createControlPlaneRequest fields cannot be set for type Mirror': (object) => {
      object.spec.source = 'Mirror';
    },
    'spec.source is immutable': (_, old) => {
      old.spec.source = 'Mirror';
    },
    'mirror field must be set for type Mirror': (object) => {
      object.spec.source = 'Mirror';
    },
    'mirror field cannot be set for type Origin': (object) => {
      object.spec.mirror = { konnect: { id: '1' } };
    },
    'spec.konnect.authRef is immutable when an entity is already Programmed': (object) => {
      object.spec.konnect.authRef.name = 'other';
    },
    'spec.konnect.authRef is immutable when an entity refers to a Valid API Auth Configuration': (object) => {
      object.status.conditions = [{ type: 'APIAuthValid', status: 'True' }];
      object.spec.konnect.authRef.name = 'other';
    },
  };
}

const controlPlaneRequest = () => ({
  name: 'cp',
  cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE',
  labels: { team: 'platform' },
});
const konnect = () => ({ authRef: { name: 'auth' } });

const subjects: Record<string, Subject> = {
  'KongTarget/v1alpha1': {
    object: { spec: { target: '10.0.0.1', upstreamRef: { name: 'u' }, adopt: adopt(), tags: ['a'] } },
    breakers: {
      ...adoptBreakers,
      ...tagBreakers,
      'spec.upstreamRef is immutable': (object) => {
        object.spec.upstreamRef.name = 'other';
      },
    },
  },
  'KongUpstream/v1alpha1': {
    object: {
      spec: {
        controlPlaneRef: konnectRef(),
        adopt: adopt(),
        tags: ['a'],
        healthchecks: { threshold: 100 },
        clientCertificateRef: { name: 'cert' },
        algorithm: 'sticky-sessions',
        sticky_sessions_cookie: 'c',
        hash_on: 'cookie',
        hash_on_cookie: 'c',
        hash_on_cookie_path: '/',
        hash_fallback: 'header',
        hash_fallback_header: 'h',
      },
      status: programmed(),
    },
    breakers: { ...adoptBreakers, ...tagBreakers, ...controlPlaneRefBreakers, ...upstreamBreakers },
  },
  'KongService/v1alpha1': {
    object: {
      spec: { controlPlaneRef: konnectRef(), adopt: adopt(), tags: ['a'], host: 'h', id: '1' },
      status: programmed(),
    },
    breakers: {
      ...adoptBreakers,
      ...tagBreakers,
      ...controlPlaneRefBreakers,
      ...idBreakers,
      'spec.adopt is allowed only when controlPlaneRef is konnectNamespacedRef': (object) => {
        object.spec.controlPlaneRef = { type: 'kic' };
      },
    },
  },
  'KongRoute/v1alpha1': {
    object: {
      spec: {
        controlPlaneRef: konnectRef(),
        adopt: adopt(),
        tags: ['a'],
        id: '1',
        serviceRef: { type: 'namespacedRef', namespacedRef: { name: 's' } },
        protocols: ['http'],
        hosts: ['h'],
      },
      status: programmed(),
    },
    breakers: {
      ...adoptBreakers,
      ...tagBreakers,
      ...controlPlaneRefBreakers,
      ...idBreakers,
      'when type is namespacedRef, namespacedRef must be set': (object) => {
        delete object.spec.serviceRef.namespacedRef;
      },
      'spec.adopt is allowed only when serviceRef exists or controlPlaneRef is konnectNamespacedRef': (
        object,
      ) => {
        delete object.spec.serviceRef;
        object.spec.controlPlaneRef = { type: 'kic' };
      },
      "If protocols has 'http', at least one of 'hosts', 'methods', 'paths' or 'headers' must be set": (
        object,
      ) => {
        delete object.spec.hosts;
      },
    },
  },
  'KonnectAPIAuthConfiguration/v1alpha1': {
    object: { spec: { type: 'token', token: 'kpat_x', serverURL: 'https://us.api.konghq.com' } },
    breakers: {
      'Server URL is required': (object) => {
        object.spec.serverURL = '';
      },
      'Server URL is immutable': (object) => {
        object.spec.serverURL = 'eu.api.konghq.com';
      },
      'Server URL must use HTTPs if specifying scheme': (object) => {
        object.spec.serverURL = 'http://us.api.konghq.com';
      },
      'Server URL must satisfy hostname (RFC 1123) regex if not a valid absolute URL': (object) => {
        object.spec.serverURL = '-us.api.konghq.com';
      },
      'spec.token is required if auth type is set to token': (object) => {
        object.spec.token = '';
      },
      'spec.secretRef is required if auth type is set to secretRef': (object) => {
        object.spec.type = 'secretRef';
      },
      'spec.token and spec.secretRef cannot be set at the same time': (object) => {
        object.spec.secretRef = { name: 's' };
      },
      'Konnect tokens have to start with spat_ or kpat_': (object) => {
        object.spec.token = 'secret';
      },
      'Token is required once set': (object) => {
        delete object.spec.token;
      },
    },
  },
  'KonnectGatewayControlPlane/v1alpha1': {
    object: {
      spec: { source: 'Origin', konnect: konnect(), ...controlPlaneRequest() },
      status: programmed(),
    },
    breakers: {
      ...controlPlaneBreakers('spec.', (object) => object.spec),
      "cloud_gateway cannot be set for cluster_type 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'": (object) => {
        object.spec.cluster_type = 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER';
        object.spec.cloud_gateway = true;
      },
      'Name must be set for type Origin': (object) => {
        delete object.spec.name;
      },
    },
  },
  'KonnectGatewayControlPlane/v1alpha2': {
    object: {
      spec: { source: 'Origin', konnect: konnect(), createControlPlaneRequest: controlPlaneRequest() },
      status: programmed(),
    },
    breakers: {
      ...controlPlaneBreakers(
        'spec.createControlPlaneRequest.',
        (object) => object.spec.createControlPlaneRequest,
      ),
      "spec.createControlPlaneRequest.cloud_gateway cannot be set for spec.createControlPlaneRequest.cluster_type 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER'":
        (object) => {
          object.spec.createControlPlaneRequest.cluster_type = 'CLUSTER_TYPE_K8S_INGRESS_CONTROLLER';
          object.spec.createControlPlaneRequest.cloud_gateway = true;
        },
      'spec.createControlPlaneRequest must be set for type Origin': (object) => {
        delete object.spec.createControlPlaneRequest;
      },
    },
  },
  'KongReferenceGrant/v1alpha1': {
    object: {
      spec: {
        from: [{ group: 'configuration.konghq.com', kind: 'KongTarget', namespace: 'a' }],
        to: [
          { group: 'core', kind: 'Secret' },
          { group: 'konnect.konghq.com', kind: 'KonnectGatewayControlPlane' },
          { group: 'configuration.konghq.com', kind: 'KongUpstream' },
        ],
      },
    },
    breakers: {
      "Only KongConsumer, KongConsumerGroup, KongRoute, KongCertificate, KongCACertificate, KongDataPlaneClientCertificate, KongService, KongUpstream, KongTarget, KongKey, KongKeySet, KongVault, KongPluginBinding and KongSNI kinds are supported for 'configuration.konghq.com' group":
        (object) => {
          object.spec.from[0].kind = 'KongPlugin';
        },
      "Only GatewayConfiguration kind is supported for 'gateway-operator.konghq.com' group": (object) => {
        object.spec.from[0].group = 'gateway-operator.konghq.com';
      },
      'namespace must be empty for KongVault and non-empty for other kinds': (object) => {
        object.spec.from[0].namespace = '';
      },
      "Only 'Secret' kind is supported for 'core' group": (object) => {
        object.spec.to[0].kind = 'ConfigMap';
      },
      "Only 'KonnectGatewayControlPlane', 'KonnectAPIAuthConfiguration', 'Portal', 'KonnectEventGateway', 'EventGatewayBackendCluster', 'EventGatewayListener', 'EventGatewayVirtualCluster', 'KonnectConfigStore', 'KonnectAIGateway', and 'AIGatewayConsumerGroup' kinds are supported for 'konnect.konghq.com' group":
        (object) => {
          object.spec.to[1].kind = 'KongTarget';
        },
      "Only 'KongPlugin', 'KongService', 'KongCertificate', 'KongCACertificate' and 'KongUpstream' kinds are supported for 'configuration.konghq.com' group":
        (object) => {
          object.spec.to[2].kind = 'KongTarget';
        },
    },
  },
};

const crdFolder = new URL('../../../test/crds/', import.meta.url);

interface CustomResourceDefinition {
  spec: { names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: SchemaProps } }[] };
}

const schemas = readdirSync(crdFolder).flatMap((file) => {
  const { spec } = parse(readFileSync(new URL(file, crdFolder), 'utf8')) as CustomResourceDefinition;
  return spec.versions.map(({ name, schema }) => ({
    name: `${spec.names.kind}/${name}`,
    schema: schema.openAPIV3Schema,
  }));
});

describe.each(schemas)('the rules of $name', ({ name, schema }) => {
  const subject = subjects[name];
  const rules = compileRules(schema, 'openAPIV3Schema');

  function check(object: Fields, old: Fields): string[] {
    const errors = rules.check?.(object as UnknownObject, old as UnknownObject) ?? [];
    return errors.map(({ detail }) => detail);
  }

  it('all compile', () => {
    expect(rules.errors).toEqual([]);
  });

  it('are all broken by a test below', () => {
    expect(Object.keys(subject?.breakers ?? {}).toSorted()).toEqual([...messagesOf(schema)].toSorted());
  });

  it('pass a valid object that is updated', () => {
    expect(check({ ...subject?.object }, { ...subject?.object })).toEqual([]);
  });

  it.each(Object.entries(subject?.breakers ?? {}))('refuse what breaks: %s', (message, breaker) => {
    const object = structuredClone(subject?.object ?? {});
    const old = structuredClone(subject?.object ?? {});
    breaker(object, old);
    expect(check(object, old).some((detail) => detail.endsWith(`: ${message}`))).toBe(true);
  });
});

function messagesOf(schema: SchemaProps): Set<string> {
  const messages = new Set((schema['x-kubernetes-validations'] ?? []).map(({ message = '' }) => message));
  const below = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  for (const child of below)
    if (isObject(child)) for (const message of messagesOf(child)) messages.add(message);
  return messages;
}
