import type { Clock, Logger } from '@sluice/controller-runtime';
import type { KonnectClient } from '@sluice/konnect-api';
import { fingerprint } from '../entity/session.ts';
import { KonnectServer } from './konnect-server.ts';

/** A client with one token, and the server that its calls go through. */
export interface Connection {
  readonly server: KonnectServer;
  readonly client: KonnectClient;
  readonly tokenFingerprint: string;
}

/** Makes the client for a server and a token. */
export type ClientFactory = (serverUrl: string, token: string) => KonnectClient;

/** The servers that auth configurations lead to, and a client for each configuration. */
export class KonnectSessions {
  readonly #createClient: ClientFactory;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #servers = new Map<string, KonnectServer>();
  /** By the UID of the auth configuration, each with its token: comparing that costs less than a fingerprint. */
  readonly #connections = new Map<string, { readonly connection: Connection; readonly token: string }>();

  constructor(createClient: ClientFactory, clock: Clock, log: Logger) {
    this.#createClient = createClient;
    this.#clock = clock;
    this.#log = log;
  }

  /** The connection of an auth configuration. A changed token gets a new one; the old one ends with its calls. */
  connect(authUid: string, serverUrl: string, token: string): Connection {
    const known = this.#connections.get(authUid);
    if (known?.token === token && known.connection.server.url === serverUrl) return known.connection;
    if (known) void this.#end(known.connection);
    const server = this.#serverAt(serverUrl);
    const client = this.#createClient(serverUrl, token);
    server.join(client);
    const connection = { server, client, tokenFingerprint: fingerprint(token) };
    this.#connections.set(authUid, { connection, token });
    return connection;
  }

  /** Ends the connection of an auth configuration that has left the cluster. */
  disconnect(authUid: string): void {
    const known = this.#connections.get(authUid);
    this.#connections.delete(authUid);
    if (known) void this.#end(known.connection);
  }

  /** Ends all connections and all waiting. */
  async close(): Promise<void> {
    for (const server of this.#servers.values()) server.gate.close();
    await Promise.all(Array.from(this.#connections.values(), ({ connection }) => this.#end(connection)));
  }

  /** Lets the connection's calls end. Nothing depends on how that goes, so a failure is but logged. */
  async #end({ server, client }: Connection): Promise<void> {
    server.leave(client);
    try {
      await client.close();
    } catch (error) {
      this.#log.warn({ server: server.url, err: error }, 'a connection did not close cleanly');
    }
  }

  #serverAt(url: string): KonnectServer {
    const known = this.#servers.get(url);
    if (known) return known;
    const server = new KonnectServer(url, this.#clock);
    this.#servers.set(url, server);
    return server;
  }
}
