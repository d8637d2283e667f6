/**
 * What the server uses of Node's `node:http`. An `import` of that module reads all that it exports, and with it loads the
 * WebSocket and `fetch` of the platform: 40 ms of a start, for nothing. This way only what is named is read.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');
