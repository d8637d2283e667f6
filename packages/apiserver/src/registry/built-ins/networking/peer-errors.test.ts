import { describe, expect, it } from 'vitest';
import { peerErrors } from './peer-errors.ts';

const told = (peer: object) =>
  peerErrors(peer as Record<string, unknown>, 'from[0]').map(({ field, detail }) => `${field}: ${detail}`);

const NO_NETWORK = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

describe('whom a NetworkPolicy lets through', () => {
  it.each([
    [{ podSelector: {} }],
    [{ podSelector: {}, namespaceSelector: { matchLabels: { team: 'a' } } }],
    [{ ipBlock: { cidr: '10.0.0.0/8' } }],
    [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.255.255.255/32'] } }],
    [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }],
    [{ ipBlock: { cidr: '2001:db8::/32', except: ['2001:db8:1::/48'] } }],
    [{ ipBlock: { cidr: '::/0', except: ['::1/128'] } }],
  ])('may be %j', (peer) => {
    expect(told(peer)).toEqual([]);
  });

  it.each([
    [{}, 'from[0]: Required value: must specify a peer'],
    [{ ipBlock: { cidr: '' } }, 'from[0].ipBlock.cidr: Required value'],
    [{ ipBlock: { cidr: '10.0.0.0' } }, `from[0].ipBlock.cidr: Invalid value: "10.0.0.0": ${NO_NETWORK}`],
    [
      { ipBlock: { cidr: '10.0.0.0/33' } },
      `from[0].ipBlock.cidr: Invalid value: "10.0.0.0/33": ${NO_NETWORK}`,
    ],
    [{ ipBlock: { cidr: 'a/8' } }, `from[0].ipBlock.cidr: Invalid value: "a/8": ${NO_NETWORK}`],
    [{ ipBlock: { cidr: '::/129' } }, `from[0].ipBlock.cidr: Invalid value: "::/129": ${NO_NETWORK}`],
    [
      { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', 'x'] } },
      `from[0].ipBlock.except[1]: Invalid value: "x": ${NO_NETWORK}`,
    ],
    ...['10.0.0.0/8', '0.0.0.0/0', '11.0.0.0/16', '::/16'].map((except): [object, string] => [
      { ipBlock: { cidr: '10.0.0.0/8', except: [except] } },
      `from[0].ipBlock.except[0]: Invalid value: "${except}": must be a strict subset of \`cidr\``,
    ]),
    [
      { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} },
      'from[0]: Forbidden: may not specify both ipBlock and another peer',
    ],
    [
      { namespaceSelector: { matchLabels: { 'a b': 'c' } } },
      expect.stringContaining('from[0].namespaceSelector.matchLabels: Invalid value: "a b"'),
    ],
  ])('may not be %j', (peer, says) => {
    expect(told(peer)).toEqual([says]);
  });
});
