import { request } from 'node:https';

/** A sample of the Prometheus text format: name, labels and value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the Prometheus text format as far as prom-client writes it. */
export function parseMetrics(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^([\w:]+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [
        key,
        text,
      ]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

/** The sum of the samples of that name whose labels pass. */
export function sum(
  samples: readonly Sample[],
  name: string,
  passes: (labels: Sample['labels']) => boolean = () => true,
): number {
  return samples
    .filter((sample) => sample.name === name && passes(sample.labels))
    .reduce((total, { value }) => total + value, 0);
}

/** GETs a page over HTTPS with an authority and a bearer token of its own. */
export function getText(url: string, ca: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { ca, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
      });
    });
    call.on('error', reject).end();
  });
}
