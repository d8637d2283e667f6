import { type Logger, pino } from 'pino';
import type { Component } from '../components/component.ts';
import { startError, startFailure } from '../components/start-failure.ts';
import { shutdownSignal } from '../shutdown-signal.ts';

/**
 * Runs one program in this process until it is asked to end, with its log on stderr. `introduce` makes of its
 * addresses what people are told on stdout. Throws `UserError` when it can't start.
 */
export async function serve<Config, Urls>(
  component: Component<Config, Urls>,
  config: Config,
  hint: { where: string; instead: string },
  options: { logLevel: string; introduce: (urls: Urls) => string },
): Promise<number> {
  const signal = shutdownSignal();
  const logger: Logger = pino(
    { name: component.name, level: options.logLevel },
    pino.destination({ dest: 2, sync: true }),
  );
  const running = await start(component, config, hint, logger);
  process.stdout.write(`${options.introduce(running.urls)}\n`);
  const asked = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  if (!signal.aborted) await Promise.race([asked, running.stopped ?? asked]);
  await running.close();
  return 0;
}

async function start<Config, Urls>(
  component: Component<Config, Urls>,
  config: Config,
  hint: { where: string; instead: string },
  logger: Logger,
) {
  const run = await component.load();
  try {
    return await run(config, logger);
  } catch (error) {
    const failure = startFailure(error);
    // What the system refused is told in a sentence; a stack would say nothing more.
    if (!failure.forUser && failure.code === undefined) logger.error({ err: error }, 'did not start');
    throw startError(component, failure, hint);
  }
}
