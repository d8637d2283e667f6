/**
 * The process of one component under `sluice up`. It loads the component's modules at once, starts it when the
 * parent sends its configuration, and stops when the parent says so or is gone, however the parent ended.
 */
import type { FromComponent, ToComponent } from './messages.ts';

/** A process whose parent is gone has nobody to kill it when its work doesn't end. */
const stopWithinMs = 2500;

// Nothing may be awaited before these listeners are there: what arrives earlier would be lost.
const configured = Promise.withResolvers<unknown>();
const stopped = Promise.withResolvers<'stopped'>();
process.on('message', (message: ToComponent) => {
  if (message.type === 'start') configured.resolve(message.config);
  else stop();
});
process.once('disconnect', stop);
process.once('SIGTERM', stop);

const { pino } = await import('pino');
const { componentNamed } = await import('../components/components.ts');
const { startFailure } = await import('../components/start-failure.ts');

const logger = pino({ name: process.argv[2], level: process.argv[3] });
try {
  const start = await componentNamed(process.argv[2]).load();
  const config = await Promise.race([configured.promise, stopped.promise]);
  if (config !== 'stopped') {
    const running = await start(config, logger);
    await tell({ type: 'started', urls: running.urls });
    await Promise.race([stopped.promise, running.stopped ?? stopped.promise]);
    await running.close();
  }
  process.exit(0);
} catch (error) {
  logger.fatal({ err: error }, 'could not go on');
  await tell({ type: 'failed', failure: startFailure(error) });
  process.exit(1);
}

function stop(): void {
  stopped.resolve('stopped');
  setTimeout(() => process.exit(1), stopWithinMs).unref();
}

/** Resolves when the message is on its way, or at once when nobody is there to read it. */
function tell(message: FromComponent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });
}
