import { Environment } from '@marcbachmann/cel-js';
import { registerHasMacro } from './has-macro.ts';
import { registerIpAddresses } from './library/ip-addresses.ts';
import { registerListExtensions } from './library/list-extensions.ts';
import { registerLists } from './library/lists.ts';
import { registerNamedFormats } from './library/named-formats.ts';
import { registerOptionals } from './library/optionals.ts';
import { registerQuantities } from './library/quantities.ts';
import { registerRegularExpressions } from './library/regular-expressions.ts';
import { registerSemanticVersions } from './library/semantic-versions.ts';
import { registerSets } from './library/sets.ts';
import { registerStrings } from './library/strings.ts';
import { registerTimes } from './library/times.ts';
import { registerUrls } from './library/urls.ts';
import { registerLoopMacros } from './loop-macros.ts';
import { registerOptionalMacros } from './optional-macros.ts';

let kubernetes: Environment | undefined;

/**
 * A CEL environment with the macros and functions that rules in Kubernetes can use, to which the caller adds the
 * types and variables of one schema. It has what rules in the release have that `/version` names, from cel-go and
 * from Kubernetes itself; whatever else a rule calls is unknown to it, so that such a rule fails to compile.
 */
export function createKubernetesEnvironment(): Environment {
  kubernetes ??= buildEnvironment();
  return kubernetes.clone();
}

function buildEnvironment(): Environment {
  const env = new Environment({ enableOptionalTypes: true, limits: { maxAstNodes: 10_000 } });
  registerLoopMacros(env);
  registerHasMacro(env);
  registerOptionalMacros(env);
  registerStrings(env);
  registerRegularExpressions(env);
  registerLists(env);
  registerListExtensions(env);
  registerOptionals(env);
  registerSets(env);
  registerUrls(env);
  registerIpAddresses(env);
  registerQuantities(env);
  registerSemanticVersions(env);
  registerTimes(env);
  registerNamedFormats(env);
  return env;
}
