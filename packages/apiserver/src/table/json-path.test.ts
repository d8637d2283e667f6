import { expect, it } from 'vitest';
import { compileJsonPath } from './json-path.ts';

const object = {
  metadata: { name: 'a', annotations: { 'example.com/x': 'dotted' }, 'a.b': 'escaped' },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', count: 3 },
      { type: 'Programmed', status: 'False', reason: 'Pending' },
    ],
    list: [1, 2, 3],
    none: null,
  },
};

it.each([
  ['.metadata.name', ['a']],
  ['$.metadata.name', ['a']],
  ['{.metadata.name}', ['a']],
  ['metadata.name', ['a']],
  [".metadata.annotations['example.com/x']", ['dotted']],
  ['.metadata.annotations.example\\.com/x', ['dotted']],
  ['.metadata.a\\.b', ['escaped']],
  [".status.conditions[?(@.type=='Programmed')].status", ['False']],
  ['.status.conditions[?(@.type == "Ready")].count', [3]],
  ['.status.conditions[?(@.count>=3)].type', ['Ready']],
  ['.status.conditions[?(@.count<3)].type', []],
  [".status.conditions[?(@.status!='True')].type", ['Programmed']],
  ['.status.conditions[?(@.reason)].type', ['Programmed']],
  ['.status.conditions[*].type', ['Ready', 'Programmed']],
  ['.status.list[0]', [1]],
  ['.status.list[-1]', [3]],
  ['.status.list[9]', []],
  ['.status.list[0,2]', [1, 3]],
  ['.status.list[1:]', [2, 3]],
  ['.status.list[:2]', [1, 2]],
  ['.status.list[0:3:2]', [1, 3]],
  ['.status.list[-2:-1]', [2]],
  ['.status.conditions[-1:].type', ['Programmed']],
  ['.status.none[-1:].type', []],
  ['..type', ['Ready', 'Programmed']],
  ['.status..count', [3]],
  ['.metadata.constructor', []],
  ['.metadata.__proto__', []],
  ['.status.missing.more', []],
  ['.status.none', [null]],
  ['.', [object]],
])('%s finds %j', (path, found) => {
  expect(compileJsonPath(path)?.(object)).toEqual(found);
});

it.each(['.a[', '.a[?(@.b==)]', '.a[x]', '..'])('%s is no path', (path) => {
  expect(compileJsonPath(path)).toBeUndefined();
});
