/**
 * Where programs on this machine reach a server: a server that listens on every address is named by its loopback
 * address, because no certificate covers `0.0.0.0`.
 */
export function localUrl(url: string, host: string): string {
  const { port } = new URL(url);
  if (host === '0.0.0.0') return `https://127.0.0.1:${port}`;
  return host === '::' ? `https://[::1]:${port}` : url;
}
