import { createServer } from 'node:net';
import { ListenError } from '@sluice/controller-runtime';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { type OperatorOptions, startOperator } from './start-operator.ts';

const anyPort = { host: '127.0.0.1', port: 0 };

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return address.port;
}

async function options(): Promise<OperatorOptions> {
  return {
    cluster: {
      server: `http://127.0.0.1:${await deadPort()}`,
      namespace: 'default',
      source: 'a test',
      credentials: {},
    },
    logger: pino({ level: 'silent' }),
    metricsAddress: anyPort,
    healthAddress: anyPort,
  };
}

describe('an operator whose cluster is out of reach', () => {
  it('serves health and metrics, isn’t ready, and stops when it is told to', async () => {
    const operator = await startOperator(await options());
    expect((await fetch(`${operator.healthUrl}/healthz`)).status).toBe(200);
    expect((await fetch(`${operator.healthUrl}/readyz`)).status).not.toBe(200);
    const metrics = await (await fetch(String(operator.metricsUrl))).text();
    expect(metrics).toContain('sluice_konnect_request_duration_seconds');
    await operator.close();
    await expect(fetch(`${operator.healthUrl}/healthz`)).rejects.toThrow();
  });

  it('serves neither where it is given no address', async () => {
    const operator = await startOperator({
      ...(await options()),
      metricsAddress: undefined,
      healthAddress: undefined,
    });
    expect([operator.metricsUrl, operator.healthUrl]).toEqual([undefined, undefined]);
    await operator.close();
  });

  it('says which address is taken', async () => {
    const first = await startOperator(await options());
    const { port } = new URL(String(first.healthUrl));
    const healthAddress = { host: '127.0.0.1', port: Number(port) };
    await expect(startOperator({ ...(await options()), healthAddress })).rejects.toThrow(ListenError);
    await first.close();
  });
});
