import { Pool } from 'undici';

/** More connections than this to one server don't make the work of a few proxies any faster. */
const maxCallConnections = 64;

/**
 * A server as proxies reach it. The proxies share its connections: a handshake for each of them would cost more than
 * all their calls. Watches have a pool of their own, so that no call has to wait for the end of one.
 */
export class Backend {
  readonly url: string;
  readonly calls: Pool;
  readonly watches: Pool;

  /** @param connect the authority that is trusted, and certificate and key that are shown to the server. */
  constructor(url: string, connect: { readonly ca: string; readonly cert?: string; readonly key?: string }) {
    this.url = url;
    this.calls = new Pool(url, { connect, connections: maxCallConnections, allowH2: false });
    this.watches = new Pool(url, { connect, headersTimeout: 0, bodyTimeout: 0, allowH2: false });
  }

  /** Breaks every connection. */
  async close(): Promise<void> {
    await Promise.all([this.calls.destroy(), this.watches.destroy()]);
  }
}
