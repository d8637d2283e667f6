import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasCode } from '../state/private-file.ts';

/** Where the package that npm installs has the page: beside its bundled code. */
const bundledPage = fileURLToPath(new URL('page', import.meta.url));

/**
 * Where the build of the Gateway Manager page lies or would lie; undefined where the page isn't installed. The
 * control plane itself knows nothing of the page's package.
 */
export function pageFolder(): string | undefined {
  if (existsSync(bundledPage)) return bundledPage;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('@sluice/gateway-manager/package.json'))), 'dist');
  } catch (error) {
    if (hasCode(error, 'ERR_MODULE_NOT_FOUND')) return undefined;
    throw error;
  }
}
