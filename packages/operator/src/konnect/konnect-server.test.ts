import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.ts';
import { FakeKonnect, rateLimited, refused, serverError, unreachable } from '../../test/fake-konnect.ts';
import { fakeKonnectClient } from '../../test/fake-konnect-client.ts';
import { KonnectServer } from './konnect-server.ts';

let clock: FakeClock;
let konnect: FakeKonnect;
let server: KonnectServer;

beforeEach(() => {
  clock = new FakeClock();
  konnect = new FakeKonnect();
  server = new KonnectServer('https://konnect.test', clock);
});

function joined(token = 'kpat_good') {
  const client = fakeKonnectClient(konnect, token);
  server.join(client);
  return client;
}

const ask = (client: ReturnType<typeof joined>) => server.attempt(client, () => client.getOrganization());

const turns = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

describe('a call', () => {
  it('that succeeds gives its value', async () => {
    expect(await ask(joined())).toMatchObject({ ok: true, value: { id: 'org-1' } });
  });

  it.each([
    ['a refusal', refused(403, 'forbidden', 'no'), { kind: 'refused' }, false],
    [
      'a 5xx',
      serverError(502),
      { kind: 'unavailable', answered: true, message: 'https://konnect.test answered 502: internal error' },
      false,
    ],
    [
      'a 429',
      rateLimited(1_000),
      {
        kind: 'unavailable',
        answered: true,
        message: 'https://konnect.test answered 429: too many requests',
      },
      true,
    ],
    [
      'no answer',
      unreachable(),
      {
        kind: 'unavailable',
        answered: false,
        message: 'https://konnect.test could not be reached: connect ECONNREFUSED',
      },
      true,
    ],
  ])('that gets %s fails as a value', async (_case, error, failure, isClosed) => {
    konnect.before = () => {
      throw error;
    };
    expect(await ask(joined())).toMatchObject({ ok: false, failure });
    expect(server.gate.closure !== undefined).toBe(isClosed);
    server.gate.close();
  });

  it('that is a mistake of the caller throws', async () => {
    konnect.before = () => {
      throw new TypeError('a mistake');
    };
    await expect(ask(joined())).rejects.toThrow('a mistake');
  });

  it('is not made while the server is unwell', async () => {
    const client = joined();
    server.gate.rateLimited('too many', 1_000);
    expect(await ask(client)).toMatchObject({
      ok: false,
      failure: { kind: 'unavailable', message: 'too many' },
    });
    expect(konnect.calls).toEqual([]);
    server.gate.close();
  });

  it('with a client that was closed meanwhile says nothing about the server', async () => {
    const client = joined();
    server.leave(client);
    await client.close();
    await expect(ask(client)).rejects.toThrow('the client is closed');
    expect(server.gate.closure).toBeUndefined();
  });
});

describe('the probe', () => {
  async function outage(answer: () => undefined): Promise<void> {
    konnect.before = () => {
      throw unreachable();
    };
    await ask(joined());
    konnect.before = answer;
  }

  it('opens the gate when the server refuses the token: it is well enough to be asked', async () => {
    await outage(() => undefined);
    konnect.tokens.clear();
    clock.advance(400);
    await turns();
    expect(server.gate.closure).toBeUndefined();
  });

  it('keeps it closed while the server fails', async () => {
    await outage(() => {
      throw serverError();
    });
    clock.advance(400);
    await turns();
    expect(server.gate.closure).toBeDefined();
    server.gate.close();
  });

  it('waits as a 429 says', async () => {
    let limited = true;
    await outage(() => {
      if (!limited) return undefined;
      limited = false;
      throw rateLimited(60_000);
    });
    clock.advance(400);
    await turns();
    clock.advance(59_000);
    await turns();
    expect(server.gate.closure).toMatchObject({
      message: 'https://konnect.test answered 429: too many requests',
    });
    clock.advance(1_000);
    await turns();
    expect(server.gate.closure).toBeUndefined();
  });

  it('asks with a client that is in use, when the one that met the outage has been replaced', async () => {
    const old = joined();
    konnect.before = () => {
      throw unreachable();
    };
    await ask(old);
    konnect.before = () => undefined;
    server.leave(old);
    await old.close();
    joined();
    clock.advance(400);
    await turns();
    expect(server.gate.closure).toBeUndefined();
  });

  it('finds a server well that nobody has a token for any more', async () => {
    const only = joined();
    konnect.before = () => {
      throw unreachable();
    };
    await ask(only);
    server.leave(only);
    clock.advance(400);
    await turns();
    expect(server.gate.closure).toBeUndefined();
  });
});
