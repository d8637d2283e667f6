import { describe, expect, it } from 'vitest';
import { storedObject } from '../../test/server/store-writer.ts';
import { FakeConverter, someVersion } from './conversion.fixture.ts';
import { resumeWithConversions } from './resume-with-conversions.ts';

describe('a computation that converts as it goes', () => {
  it('has its result at once when it converts nothing', () => {
    const converter = new FakeConverter();
    expect(resumeWithConversions(converter, () => 'done')).toBe('done');
    expect(converter.requests).toEqual([]);
  });

  it('is begun anew with each conversion that it needs, and needs each but once', async () => {
    const converter = new FakeConverter();
    let runs = 0;
    const result = await resumeWithConversions(converter, (convert) => {
      runs += 1;
      const first = convert(storedObject('a'), someVersion);
      const second = convert({ ...first, metadata: { name: 'b' } }, someVersion);
      convert(storedObject('a'), someVersion);
      return [first['isConverted'], second.metadata.name];
    });
    expect(result).toEqual([true, 'b']);
    expect(converter.requests).toEqual([['a'], ['b']]);
    expect(runs).toBe(3);
  });

  it('fails with the webhook, and with its own errors', async () => {
    const converter = new FakeConverter();
    const failing = resumeWithConversions(converter, (convert) =>
      convert(storedObject('broken'), someVersion),
    );
    await expect(failing).rejects.toThrow('broken');
    expect(() =>
      resumeWithConversions(converter, () => {
        throw new Error('its own');
      }),
    ).toThrow('its own');
    const late = resumeWithConversions(converter, (convert) => {
      convert(storedObject('a'), someVersion);
      throw new Error('its own');
    });
    await expect(late).rejects.toThrow('its own');
  });
});
