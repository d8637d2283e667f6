import { textsOf } from '../read-part.ts';

const short: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** Access modes as tables show them: `RWO,RWX`. */
export function accessModesText(modes: unknown): string {
  const given = new Set(textsOf(modes));
  return Object.keys(short)
    .filter((mode) => given.has(mode))
    .map((mode) => short[mode])
    .join(',');
}
