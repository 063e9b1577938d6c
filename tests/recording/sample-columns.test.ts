import { expect, test } from 'vitest';
import { SampleColumns } from '../../lib/recording/sample-columns.ts';
import { UnreadableFile } from '../../lib/recording/unreadable-file.ts';

test('a million samples are taken, and not one more', () => {
  const samples = new SampleColumns();
  for (let s = 0; s < 1_000_000; s += 1) {
    samples.add(s * 1000, { power: s % 300 });
  }
  expect(samples.count).toBe(1_000_000);
  expect(() => samples.add(1e9, {})).toThrow(UnreadableFile);
  expect(samples.finish()?.channels.power?.[999_999]).toBe(999_999 % 300);
});

test('samples of one time are joined in silence only where a lap begins', () => {
  const finish = (begins: boolean) => {
    const samples = new SampleColumns();
    samples.add(0, { power: 1 });
    samples.add(1000, { power: 2 });
    if (begins) {
      samples.begin('next lap');
    }
    samples.add(1000, { power: 3, heart_rate: 100 });
    samples.add(2000, { power: Number.NaN });
    return samples.finish();
  };
  expect(finish(true)?.channels).toEqual({
    time: [0, 1, 2],
    power: [1, 2, null],
    heart_rate: [null, 100, null],
  });
  expect(finish(true)?.warnings).toEqual([]);
  expect(finish(false)?.warnings.map(({ code }) => code)).toEqual(['time_repeated']);
});
