import { describe, expect, it } from 'vitest';
import { drawnSamples, pick } from '../../lib/features/charts/drawn-samples.ts';
import * as fc from '../support/fast-check.ts';

const { NaN: missing } = Number;

/** A line of a sample a second, with a jump of time before some of them. */
function line(values: readonly number[], jumps: Record<number, number> = {}) {
  let timeS = -1;
  const elapsedS = Float64Array.from(values, (_, i) => (timeS += 1 + (jumps[i] ?? 0)));
  return { elapsedS, values: Float64Array.from(values) };
}

function drawn({ elapsedS, values }: ReturnType<typeof line>, points: number) {
  const samples = drawnSamples({ elapsedS }, { values, points });
  return { timesS: samples.timesS, shown: pick(values, samples, { decimals: 3 }) };
}

describe('a line that is drawn', () => {
  it('through few samples goes through all of them', () => {
    expect(drawn(line([3, 1, 2]), 10)).toEqual({ timesS: [0, 1, 2], shown: [3, 1, 2] });
  });

  it('through nothing is empty', () => {
    const empty = { timesS: [], shown: [] };
    expect(drawn(line([]), 10)).toEqual(empty);
    expect(drawn(line([missing, missing]), 10)).toEqual(empty);
  });

  it('breaks once at a pause, a second after the last sample before it', () => {
    const { timesS, shown } = drawn(line([5, 6, 7, 8], { 2: 300 }), 10);
    expect(shown).toEqual([5, 6, null, 7, 8]);
    expect(timesS).toEqual([0, 1, 2, 302, 303]);
  });

  it('breaks where the sensor was silent for more than 10 s, and only there', () => {
    const silent = (lastsS: number) => Array.from({ length: lastsS }, () => missing);
    expect(drawn(line([5, ...silent(9), 6]), 10).shown).toEqual([5, 6]);
    expect(drawn(line([5, ...silent(10), 6]), 10).shown).toEqual([5, null, 6]);
  });

  it('begins and ends with the recording, though the sensor came late and left early', () => {
    const silent = Array.from({ length: 60 }, () => missing);
    const { timesS, shown } = drawn(line([...silent, 5, 6, ...silent]), 10);
    expect(shown).toEqual([null, 5, 6, null]);
    expect(timesS).toEqual([0, 60, 61, 121]);
  });

  it('of many breaks shows the longest', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const jumps = Object.fromEntries(values.filter((i) => i % 10 === 5).map((i) => [i, 10 + i]));
    const all = line(values, jumps);
    const lineEnds = [75, 85, 95].map((i) => (all.elapsedS[i - 1] as number) + 1);
    const { timesS, shown } = drawn(all, 20);
    const breaks = timesS.filter((_, i) => shown[i] === null);
    expect(breaks).toEqual(lineEnds);
    expect(shown.length).toBeLessThanOrEqual(20);
    expect(timesS).toEqual(timesS.toSorted((a, b) => a - b));
  });

  it('has at most the points asked for, ascending times, its extremes and no break at a break', () => {
    const sample = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 1000 }) },
      { weight: 1, arbitrary: fc.constant(missing) },
    );
    const jump = fc.tuple(fc.nat(399), fc.integer({ min: 0, max: 900 }));
    const recording = fc.record({
      values: fc.array(sample, { minLength: 1, maxLength: 400 }),
      jumps: fc.array(jump, { maxLength: 30 }),
      points: fc.integer({ min: 10, max: 60 }),
    });
    fc.assert(
      fc.property(recording, ({ values, jumps, points }) => {
        const { timesS, shown } = drawn(line(values, Object.fromEntries(jumps)), points);
        const known = values.filter((value) => !Number.isNaN(value));
        const visible = shown.filter((value) => value !== null);
        expect(shown.length).toBeLessThanOrEqual(points);
        expect(timesS).toHaveLength(shown.length);
        expect(timesS.every((timeS, i) => i === 0 || timeS > (timesS[i - 1] as number))).toBe(true);
        expect(shown.some((value, i) => value === null && shown[i + 1] === null)).toBe(false);
        if (known.length > 0) {
          expect(Math.max(...visible)).toBe(Math.max(...known));
          expect(Math.min(...visible)).toBe(Math.min(...known));
        }
      }),
    );
  });
});
