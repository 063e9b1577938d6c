import { describe, expect, test } from 'vitest';
import { BETTER } from '../../lib/analytics/compare/better.ts';
import {
  type ComparedActivity,
  compareActivities,
} from '../../lib/analytics/compare/compare-activities.ts';
import { summariseComparison } from '../../lib/analytics/compare/summarise-comparison.ts';
import { METRICS } from '../../lib/analytics/registry.ts';

const DAY_MS = 86_400_000;

/** An activity of a day, counted from one day on. */
function on(day: number, metrics: Record<string, number>, sport = 'running'): ComparedActivity {
  const startedAtMs = Date.UTC(2026, 9, 1) + day * DAY_MS;
  return {
    id: `of day ${day}`,
    sport: sport as ComparedActivity['sport'],
    startedAtMs,
    date: new Date(startedAtMs).toISOString().slice(0, 10),
    metrics: new Map(Object.entries(metrics)),
  };
}

const paces = (...days: [day: number, pace: number][]) =>
  days.map(([day, pace]) => on(day, { average_pace_s_per_km: pace, distance_m: 10_000 + day }));

const metricOf = (activities: ComparedActivity[], id: string) =>
  compareActivities(activities).metrics.find((metric) => metric.id === id);
const trendIn = (activities: ComparedActivity[], id: string) =>
  compareActivities(activities).trends.find(({ metric }) => metric === id);
const said = (activities: ComparedActivity[], units: 'imperial' | 'metric' = 'metric') =>
  summariseComparison(activities, compareActivities(activities)).in(units);

describe('metrics side by side', () => {
  test('come in the order of the activities, and change by date, as the words do', () => {
    const metric = metricOf(paces([9, 290], [0, 310], [4, 300]), 'average_pace_s_per_km');
    expect(metric).toMatchObject({ unit: 's/km', values: [290, 310, 300], bestId: 'of day 9' });
    // 310 s on day 0 to 290 s on day 9
    expect(metric?.changePct).toBeCloseTo(-6.452, 3);
  });

  test.each([
    { id: 'average_pace_s_per_km', values: [310, 290], best: 1 },
    { id: 'metres_per_heartbeat', values: [1.1, 1.3], best: 1 },
    { id: 'heart_rate_recovery_bpm', values: [40, 30], best: 0 },
    { id: 'average_pace_s_per_km', values: [300, 300], best: 0 },
    { id: 'distance_m', values: [5000, 9000], best: undefined },
    { id: 'load', values: [50, 90], best: undefined },
    { id: 'average_heart_rate_bpm', values: [150, 140], best: undefined },
  ])('the best $id of $values is at $best', ({ id, values, best }) => {
    const activities = values.map((value, day) => on(day, { [id]: value }));
    expect(metricOf(activities, id)?.bestId).toBe(
      best === undefined ? undefined : activities[best]?.id,
    );
  });

  test('say no change in percent of what has a sign or begins with nothing', () => {
    const faded = [on(0, { pace_fade_pct: -2 }), on(1, { pace_fade_pct: 6 })];
    expect(metricOf(faded, 'pace_fade_pct')).toMatchObject({ changePct: undefined });
    const climbed = [on(0, { elevation_gain_m: 0 }), on(1, { elevation_gain_m: 60 })];
    expect(metricOf(climbed, 'elevation_gain_m')).toMatchObject({ changePct: undefined });
  });

  test('leave out what only one has, and keep a gap where one of three has none', () => {
    const activities = [on(0, { load: 40, distance_m: 1 }), on(1, {}), on(2, { load: 50 })];
    expect(compareActivities(activities).metrics.map(({ id, values }) => [id, values])).toEqual([
      ['load', [40, undefined, 50]],
    ]);
  });

  test('of different sports are those of all of them', () => {
    const mixed = [
      on(0, { average_pace_s_per_km: 300, distance_m: 9000 }),
      on(3, { average_pace_s_per_km: 300, distance_m: 40_000 }, 'cycling'),
    ];
    expect(compareActivities(mixed).metrics.map(({ id }) => id)).toEqual(['distance_m']);
    const faster = mixed.map((one, i) => on(i, { average_speed_mps: 3 + i }, one.sport));
    expect(metricOf(faster, 'average_speed_mps')?.bestId).toBeUndefined();
    expect(said(faster)).toContain('33 % more.');
    expect(said(mixed)).toContain('different sports, so only what all of them have is compared');
  });
});

test('better is said only of metrics there are', () => {
  expect([...BETTER.keys()].filter((id) => !METRICS.has(id))).toEqual([]);
  expect(BETTER.size).toBeGreaterThan(20);
});

describe('a trend', () => {
  const ID = 'average_pace_s_per_km';

  test('goes by date, per week, in whatever order the activities come', () => {
    const activities = paces([0, 310], [7, 305], [14, 300], [21, 295], [28, 290]);
    const trend = trendIn(activities, ID);
    expect(trend?.slopePerWeek).toBeCloseTo(-5, 10);
    expect(trend?.confidence).toBeGreaterThan(0.999);
    expect(trendIn(activities.toReversed(), ID)).toEqual(trend);
  });

  test.each([
    { case: 'two', days: [[0, 310] as const, [7, 290] as const], atMost: 0 },
    {
      case: 'three',
      days: [
        [0, 310],
        [7, 300],
        [14, 290],
      ] as const,
      atMost: 0.3,
    },
    {
      case: 'four that go up and down',
      days: [
        [0, 310],
        [7, 290],
        [14, 312],
        [21, 291],
      ] as const,
      atMost: 0.6,
    },
    {
      case: 'four alike',
      days: [
        [0, 300],
        [7, 300],
        [14, 300],
        [21, 300],
      ] as const,
      atMost: 0,
    },
  ])('of $case is trusted $atMost at the most', ({ days, atMost }) => {
    const trend = trendIn(paces(...days.map(([day, pace]) => [day, pace] as [number, number])), ID);
    expect(trend?.confidence).toBeGreaterThanOrEqual(0);
    expect(trend?.confidence).toBeLessThanOrEqual(atMost);
  });

  test('is none within a day', () => {
    expect(trendIn(paces([0, 310], [0.9, 290]), ID)).toBeUndefined();
    expect(trendIn(paces([0, 310], [0, 300], [0, 290], [0, 280]), ID)).toBeUndefined();
  });
});

describe('the summary', () => {
  test('names what changed by date, in the athlete’s units, and no trend of three', () => {
    const three = paces([20, 290], [0, 310], [9, 300]);
    expect(said(three)).toBe(
      '3 runs, 2026-10-01 to 2026-10-21. Pace went from 5:10 /km in the first to 4:50 /km in the last, 6.5 % better. So few tell no trend.',
    );
    expect(said(three, 'imperial')).toContain('from 8:19 /mi in the first to 7:47 /mi');
  });

  test('speaks of a trend where there is one, and says so where there is none', () => {
    const steady = paces([0, 310], [7, 304], [14, 301], [21, 294], [28, 290]);
    expect(said(steady)).toMatch(/The days between fit a steady trend\.$/);
    const wild = paces([0, 310], [7, 290], [14, 312], [21, 291]);
    expect(said(wild)).toMatch(/there is no clear trend\.$/);
  });

  test('tells what it cost', () => {
    const activities = [
      on(0, { average_pace_s_per_km: 300, metres_per_heartbeat: 1.2 }),
      on(7, { average_pace_s_per_km: 300, metres_per_heartbeat: 1.3 }),
    ];
    expect(said(activities)).toContain('stayed at 5:00 /km');
    expect(said(activities)).toContain('Ground per heartbeat rose by 8.3 %.');
  });

  test('says that nothing can be compared where nothing can, and what is not analysed', () => {
    expect(said([on(0, {}), on(1, {})])).toBe(
      '2 runs, 2026-10-01 to 2026-10-02. 2 without an analysis yet tell nothing here. Too little was measured to compare them.',
    );
  });
});
