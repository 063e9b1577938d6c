import { describe, expect, it } from 'vitest';
import { analyse } from '../../lib/analytics/analyse.ts';
import { curveDurations, sharedDurations } from '../../lib/analytics/cycling/curve-durations.ts';
import type { Sport } from '../../lib/analytics/recording.ts';

/** At one speed, twice as fast from the middle on. */
function recordingOf(sport: Sport, { speedMps, lastsS }: { speedMps: number; lastsS: number }) {
  const time = Array.from({ length: lastsS + 1 }, (_, s) => s);
  const half = lastsS / 2;
  const distance = time.map((s) => speedMps * (s + Math.max(0, s - half)));
  return { sport, channels: { time, distance } };
}

describe('best efforts over distances', () => {
  it.each([
    { sport: 'swimming', speedMps: 0.6, distancesM: [50, 100, 200, 400] },
    { sport: 'rowing', speedMps: 2, distancesM: [500, 1000] },
    { sport: 'walking', speedMps: 1, distancesM: [1000] },
    { sport: 'running', speedMps: 2, distancesM: [400, 800, 1000] },
  ] as const)('of $sport are the fastest part', ({ sport, speedMps, distancesM }) => {
    const { bestEfforts } = analyse(recordingOf(sport, { speedMps, lastsS: 1200 }));
    for (const distanceM of distancesM) {
      const effort = bestEfforts.find(
        (one) => one.of === 'distance' && one.distanceM === distanceM,
      );
      expect([distanceM, effort?.durationS]).toEqual([
        distanceM,
        expect.closeTo(distanceM / (2 * speedMps), 3),
      ]);
    }
  });

  it('faster than anyone swims are none', () => {
    expect(analyse(recordingOf('swimming', { speedMps: 3, lastsS: 600 })).bestEfforts).toEqual([]);
  });
});

it('curves of all lengths share their durations but the last', () => {
  const longest = [...sharedDurations(20_000)];
  for (const lastsS of [1, 14, 100, 1199, 3600, 5000, 19_999]) {
    const curve = [...curveDurations(lastsS)];
    const shared = [...sharedDurations(lastsS)];
    expect(shared).toEqual(longest.filter((duration) => duration <= lastsS));
    expect(curve.filter((duration) => !shared.includes(duration)).every((d) => d === lastsS)).toBe(
      true,
    );
  }
});
