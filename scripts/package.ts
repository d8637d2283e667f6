/**
 * `npm run package`: makes the npm package that users install, `dist/sluice-cli-VERSION.tgz`, with the bundled
 * command and the page. With `--to FOLDER` it is put there. The last line is the path of the file.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packCommand } from './package/pack-command.ts';

const { values } = parseArgs({ options: { to: { type: 'string' } } });
const folder = resolve(values.to ?? join(import.meta.dirname, '..', 'dist'));
console.log(await packCommand(folder));
