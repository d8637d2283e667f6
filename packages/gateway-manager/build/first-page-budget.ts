import { gzipSync } from 'node:zlib';
import type { Logger, Plugin, Rolldown } from 'vite';

/**
 * Prints the gzipped size of every chunk, and fails the build when what the browser must load before the first page shows
 * (the entry, and whatever it imports statically) is larger than `maxBytes`.
 */
export function firstPageBudget(maxBytes: number): Plugin {
  let logger: Logger;
  return {
    name: 'first-page-budget',
    apply: 'build',
    configResolved(config) {
      logger = config.logger;
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const needed = firstPageChunks(chunks);
      let total = 0;
      for (const chunk of chunks.toSorted((a, b) => gzipSize(b) - gzipSize(a))) {
        const bytes = gzipSize(chunk);
        if (needed.has(chunk.fileName)) total += bytes;
        const when = needed.has(chunk.fileName) ? 'first page' : 'later     ';
        logger.info(`${when} ${kilobytes(bytes)}  ${chunk.fileName}`);
      }
      const verdict = `The first page needs ${kilobytes(total)} of gzipped JavaScript, of ${kilobytes(maxBytes)} allowed`;
      if (total > maxBytes) this.error(verdict);
      logger.info(verdict);
    },
  };
}

function firstPageChunks(chunks: readonly Rolldown.OutputChunk[]): Set<string> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const needed = new Set<string>();
  const visit = (chunk: Rolldown.OutputChunk | undefined) => {
    if (chunk === undefined || needed.has(chunk.fileName)) return;
    needed.add(chunk.fileName);
    for (const imported of chunk.imports) visit(byName.get(imported));
  };
  for (const chunk of chunks) if (chunk.isEntry) visit(chunk);
  return needed;
}

function gzipSize(chunk: Rolldown.OutputChunk): number {
  return gzipSync(chunk.code).length;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
}
