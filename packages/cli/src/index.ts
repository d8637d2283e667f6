import { referencePage } from './command-line/reference.ts';
import { sluice } from './commands/sluice.ts';

export {
  installKubernetesTools,
  type KubernetesTools,
  type KubernetesVersion,
} from './kubectl/kubernetes-tools.ts';

/** The reference page of the `sluice` command, in Markdown, made from the definitions of its flags. */
export function cliReference(): string {
  return referencePage(sluice);
}
