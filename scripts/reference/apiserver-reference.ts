import type { Topic } from '../../packages/apiserver/test/conformance/topic.ts';

const introduction = `# What the embedded API server is held to

These are the cases of its conformance suite, \`packages/apiserver/test/conformance/\`. Each states what every Kubernetes API
server does, and sees it over HTTP alone. \`npm test -- packages/apiserver/test/conformance\` runs them against a server of
their own. Against any other, such as a real cluster:

    CONFORMANCE_KUBECONFIG=~/.kube/config npm test -- packages/apiserver/test/conformance

They work in namespaces, an API group and CustomResourceDefinitions of their own, which they remove at the end, whatever
becomes of them. The user comes with a certificate or a token in the kubeconfig, and has the ClusterRole \`cluster-admin\`:
the cases write roles, act in the name of others, and review tokens. They state what Kubernetes does since 1.34, and are
skipped on releases that are known to come before what they state; of releases from 1.25 to 1.33 some lack a CEL library.
Cases about \`sendInitialEvents\` are skipped where a server has that turned off, as it is before 1.32 and in 1.33, and the
words of messages that differ are taken either way. [What real servers said](../guides/install.md#checked-against).`;

/** The page that says what the API server's conformance suite covers. */
export function apiserverReference(topics: readonly Topic[]): string {
  const total = topics.reduce((sum, { cases }) => sum + cases.length, 0);
  const rows = topics.map(({ title, cases, source }) => `| ${title} | ${cases.length} | ${source} |`);
  const table = ['| topic | cases | by |', '| --- | --- | --- |', ...rows, `| all | ${total} | |`].join('\n');
  return `${[introduction, table, ...topics.map(section)].join('\n\n')}\n`;
}

function section({ title, cases }: Topic): string {
  return `## ${title}\n\n${cases.map(({ name }) => `- ${name}`).join('\n')}`;
}
