/** Charts that rest on the athlete's thresholds, drawn without anything around them. */
import { describe, expect, it } from 'vitest';
import { createAnalysisContext } from '../../lib/analytics/analysis-context.ts';
import type { Recording, Thresholds } from '../../lib/analytics/recording.ts';
import { toSeries } from '../../lib/analytics/resample.ts';
import type { ChartInput } from '../../lib/features/charts/chart-input.ts';
import { heartRateChart } from '../../lib/features/charts/heart-rate-chart.ts';
import { wPrimeChart } from '../../lib/features/charts/w-prime-chart.ts';
import { zoneDistributionChart } from '../../lib/features/charts/zone-distribution-chart.ts';
import { madeUpRide } from '../support/made-up-ride.ts';
import { simulatedMatch } from '../support/simulated-match.ts';

const THRESHOLDS: Thresholds = {
  ftpW: 240,
  criticalPowerW: 235,
  wPrimeJ: 20_000,
  lthrBpm: 165,
  maxHeartRateBpm: 190,
  restingHeartRateBpm: 50,
  thresholdSpeedMps: 9,
  cssMps: 1.2,
};

function inputOf(recording: Recording, thresholds = THRESHOLDS, points = 300): ChartInput {
  const { series } = toSeries(recording, thresholds);
  const context = createAnalysisContext({ recording, series, thresholds, options: {} });
  return {
    activityId: '0b0a3c34-5a5c-4d27-9f6c-6f3f0a7f2a11',
    startedAtMs: Date.UTC(2026, 10, 20, 7, 30),
    context,
    points,
    logged: [],
  };
}

const ride = madeUpRide({ hours: 2 });
/** As fast as a ride, of somebody who is. */
const run: Recording = { ...ride, sport: 'running' };
const match: Recording = (() => {
  const game = Array.from({ length: 12 }, () => [['r', 20] as const, ['s', 10] as const]).flat();
  const bpm = simulatedMatch([...game, ['B', 120], ...game, ['B', 120], ...game]);
  return {
    sport: 'squash',
    channels: { time: Array.from(bpm.keys()), heart_rate: Array.from(bpm) },
  };
})();

describe('zones', () => {
  const DISTRIBUTIONS = [
    { case: 'heart rate of a ride', recording: ride, of: 'heart_rate', scheme: 'friel_cycling_7' },
    { case: 'power of a ride', recording: ride, of: 'power', scheme: 'coggan_7' },
    { case: 'pace of a run', recording: run, of: 'pace', scheme: 'friel_pace_7' },
    {
      case: 'heart rate of a match',
      recording: match,
      of: 'heart_rate',
      scheme: 'heart_rate_reserve_5',
    },
  ] as const;
  it.each(DISTRIBUTIONS)('of the $case add up to its timer time', ({ recording, of, scheme }) => {
    const input = inputOf(recording);
    const chart = zoneDistributionChart(input, of);
    const { timerS } = input.context.series;
    const sum = chart.zones.reduce((total, { seconds }) => total + seconds, chart.missing_s);
    expect([sum, chart.timer_time_s]).toEqual([timerS, timerS]);
    expect([chart.scheme, chart.reason]).toEqual([scheme, null]);
    expect(chart.zones.filter(({ seconds }) => seconds > 0).length).toBeGreaterThan(1);
  });

  it.each(DISTRIBUTIONS)('of the $case lie one on the other, from 0 up', ({ recording, of }) => {
    const { zones } = zoneDistributionChart(inputOf(recording), of);
    expect(zones[0]?.from).toBe(0);
    expect(zones.at(-1)?.to).toBeNull();
    expect(zones.slice(1).map(({ from }) => from)).toEqual(zones.slice(0, -1).map(({ to }) => to));
    expect(zones.slice(1).map(({ zone }, i) => zone - (zones[i]?.zone ?? 0))).toEqual(
      zones.slice(1).map(() => 1),
    );
  });

  it.each(DISTRIBUTIONS)('of the $case are none without a threshold', ({ recording, of }) => {
    const chart = zoneDistributionChart(inputOf(recording, {}), of);
    expect(chart).toMatchObject({ zones: [], scheme: null, reason: 'no_threshold' });
  });

  it('of a channel that is not there are none, and say which it is', () => {
    expect(zoneDistributionChart(inputOf(match), 'power').reason).toBe('no_power');
    expect(zoneDistributionChart(inputOf(match), 'pace').reason).toBe('no_speed');
    expect(zoneDistributionChart(inputOf(match), 'pace').missing_s).toBe(
      inputOf(match).context.series.timerS,
    );
  });

  it('of pace are of runs and swims: a ride has none', () => {
    expect(zoneDistributionChart(inputOf(ride), 'pace').reason).toBe('no_threshold');
    const swim: Recording = { ...ride, sport: 'swimming' };
    expect(zoneDistributionChart(inputOf(swim), 'pace').zones.at(-1)?.from).toBeCloseTo(1.2 / 0.9);
  });

  it('by maximum alone are its shares', () => {
    const { scheme, zones } = zoneDistributionChart(
      inputOf(match, { maxHeartRateBpm: 200 }),
      'heart_rate',
    );
    expect(scheme).toBe('max_heart_rate_5');
    expect(zones.map(({ zone, from, to }) => [zone, from, to])).toEqual([
      [0, 0, 100],
      [1, 100, 120],
      [2, 120, 140],
      [3, 140, 160],
      [4, 160, 180],
      [5, 180, null],
    ]);
  });
});

describe('heart rate over time', () => {
  it('has a zone beside every heart rate, within the bounds it tells', () => {
    const { heart_rates, zones, zone_bounds } = heartRateChart(inputOf(match));
    expect(zones).toHaveLength(heart_rates.length);
    for (const [i, zone] of zones.entries()) {
      const bounds = zone_bounds.find((each) => each.zone === zone);
      const bpm = heart_rates[i];
      if (typeof bpm === 'number') {
        expect(bpm).toBeGreaterThanOrEqual((bounds?.from ?? NaN) - 0.05);
        expect(bpm).toBeLessThanOrEqual((bounds?.to ?? Infinity) + 0.05);
      }
    }
  });

  it('without a threshold is drawn without zones', () => {
    const chart = heartRateChart(inputOf(match, {}));
    expect(chart).toMatchObject({ zones: [], zone_bounds: [], reason: 'no_threshold' });
    expect(chart.heart_rates.length).toBeGreaterThan(100);
  });

  it('tells the warm-up and the breaks of a match', () => {
    const { annotations } = heartRateChart(inputOf(match));
    const types = annotations.map(({ type }) => type);
    expect(types).toEqual(['warm_up', 'break', 'break']);
    expect(annotations[0]?.start).toBe('2026-11-20T07:30:00.000Z');
  });

  it('tells the pauses and climbs of a ride, in the order they began', () => {
    const { annotations, timestamps } = heartRateChart(inputOf(ride));
    const pauses = annotations.filter(({ type }) => type === 'pause');
    const lasted = pauses.map(({ start, end }) => (Date.parse(end) - Date.parse(start)) / 1000);
    expect(lasted).toEqual([179, 179, 179]);
    expect(annotations.some(({ type }) => type === 'climb')).toBe(true);
    expect(annotations.map(({ start }) => start)).toEqual(
      annotations.map(({ start }) => start).sort(),
    );
    for (const { start, end } of annotations) {
      expect(start < end && start >= (timestamps[0] ?? '')).toBe(true);
    }
  });

  it('breaks at every pause', () => {
    const { heart_rates } = heartRateChart(inputOf(ride));
    expect(heart_rates.filter((bpm) => bpm === null)).toHaveLength(3);
  });
});

describe('W′ balance', () => {
  it('is never above W′ and keeps its lowest', () => {
    const input = inputOf(ride, THRESHOLDS, 50);
    const { balance_j, times_s, w_prime_j, critical_power_w, reason } = wPrimeChart(input);
    const known = balance_j.filter((joules) => joules !== null);
    const all = wPrimeChart({ ...input, points: Infinity }).balance_j;
    expect([w_prime_j, critical_power_w, reason]).toEqual([20_000, 235, null]);
    expect(balance_j.length).toBeLessThanOrEqual(50);
    expect(times_s).toHaveLength(balance_j.length);
    expect(Math.max(...known)).toBeLessThanOrEqual(20_000);
    expect(Math.min(...known)).toBe(Math.min(...all.filter((joules) => joules !== null)));
  });

  it.each([
    { case: 'thresholds', recording: ride, thresholds: {}, reason: 'no_threshold' },
    { case: 'power', recording: match, thresholds: THRESHOLDS, reason: 'no_power' },
  ])('without $case is empty and says so', ({ recording, thresholds, reason }) => {
    expect(wPrimeChart(inputOf(recording, thresholds))).toMatchObject({
      times_s: [],
      balance_j: [],
      reason,
    });
  });
});
