import { describe, expect, it } from 'vitest';
import { compareElements } from './compare-elements.ts';

describe('the order of path elements', () => {
  it.each([
    [['.', 'f:a', 'f:b']],
    [['.', 'f:x', 'k:{"name":"x"}', 'v:"x"', 'i:0']],
    [['v:-1', 'v:9', 'v:10']],
    [['v:2', 'v:"10"', 'v:"9"', 'v:true']],
    [['k:{"port":80,"protocol":"TCP"}', 'k:{"port":80,"protocol":"UDP"}', 'k:{"port":443,"protocol":"TCP"}']],
    [['k:{"name":"A"}', 'k:{"name":"A","type":"C"}', 'k:{"name":"Z"}', 'k:{"type":"B"}']],
    [['i:9', 'i:10']],
  ])('is the one of kube-apiserver: %j', (elements) => {
    expect(elements.toReversed().toSorted(compareElements)).toEqual(elements);
  });
});
