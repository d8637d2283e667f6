/*
 * An API server in a process of its own, on a data folder that outlives it. Is killed by kill-server.test.ts. Its
 * certificates and port come as JSON on the command line; it says `ready` with its address when it serves.
 */
import { type ApiServerOptions, startApiServer } from '../../src/index.ts';

const options: ApiServerOptions = JSON.parse(process.argv[2] ?? '');
const { url } = await startApiServer(options);
process.stdout.write(`ready ${url}\n`);
