import { Environment } from '@marcbachmann/cel-js';
import { registerHasMacro } from './has-macro.ts';
import { registerIpAddresses } from './library/ip-addresses.ts';
import { registerLists } from './library/lists.ts';
import { registerNamedFormats } from './library/named-formats.ts';
import { registerQuantities } from './library/quantities.ts';
import { registerRegularExpressions } from './library/regular-expressions.ts';
import { registerSets } from './library/sets.ts';
import { registerStrings } from './library/strings.ts';
import { registerTimes } from './library/times.ts';
import { registerUrls } from './library/urls.ts';
import { registerLoopMacros } from './loop-macros.ts';
import { registerOptionalMacros } from './optional-macros.ts';

let kubernetes: Environment | undefined;

/**
 * A CEL environment with the macros and functions that rules in Kubernetes can use, to which the caller adds the
 * types and variables of one schema. What Kubernetes has beyond these (`semver`, `authorizer`, macros with two
 * variables) is unknown to it, so that a rule that uses it fails to compile.
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
  registerSets(env);
  registerUrls(env);
  registerIpAddresses(env);
  registerQuantities(env);
  registerTimes(env);
  registerNamedFormats(env);
  return env;
}
