import type { Topic } from './topic.ts';
import { access, serviceAccountTokens } from './topics/access.ts';
import { clusterKinds, events, secrets } from './topics/built-ins.ts';
import { customResources, validation } from './topics/custom-resources.ts';
import { deletion, finalizers, namespaces } from './topics/deletion.ts';
import { lists } from './topics/lists.ts';
import { locking } from './topics/locking.ts';
import { metadataRules } from './topics/metadata.ts';
import { openApi } from './topics/open-api.ts';
import { jsonPatch, mergePatch, strategicMergePatch } from './topics/patches.ts';
import { contentNegotiation, discovery } from './topics/reading.ts';
import { rules } from './topics/rules.ts';
import { serverSideApply } from './topics/server-side-apply.ts';
import { watches } from './topics/watches.ts';
import { writes } from './topics/writes.ts';

/** All that the conformance suite covers. */
export const topics: readonly Topic[] = [
  lists,
  watches,
  writes,
  metadataRules,
  locking,
  deletion,
  finalizers,
  namespaces,
  jsonPatch,
  mergePatch,
  strategicMergePatch,
  serverSideApply,
  customResources,
  validation,
  rules,
  secrets,
  events,
  clusterKinds,
  access,
  serviceAccountTokens,
  discovery,
  openApi,
  contentNegotiation,
];
