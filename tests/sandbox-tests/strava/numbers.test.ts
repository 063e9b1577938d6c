import { expect, test } from 'vitest';
import { type Json, simulated } from './simulated.ts';

type Streams = Record<string, { data: unknown[] } | undefined>;

function numbers(streams: Streams, key: string): number[] | undefined {
  return streams[key]?.data as number[] | undefined;
}

/** Seconds each sample stands for: the interval that ends at it, if the athlete moved in it. */
function weights(streams: Streams): number[] {
  const time = numbers(streams, 'time') as number[];
  const moving = streams.moving?.data as boolean[];
  return time.map((here, i) => (i > 0 && moving[i] === true ? here - time[i - 1]! : 0));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Mean over moving time; a session in which nobody moved does not occur here. */
function mean(values: readonly number[], weightsS: readonly number[]): number {
  return sum(values.map((value, i) => value * weightsS[i]!)) / sum(weightsS);
}

function gain(altitude: readonly number[]): number {
  let low = altitude[0] as number;
  let total = 0;
  for (const height of altitude) {
    if (height < low) low = height;
    if (height - low > 1) {
      total += height - low;
      low = height;
    }
  }
  return total;
}

/** Weighted power the slow way: every moving second written out, then averaged over 30. */
function weighted(watts: readonly number[], weightsS: readonly number[]): number {
  const seconds = watts.flatMap((value, i) => Array.from({ length: weightsS[i]! }, () => value));
  const fourths: number[] = [];
  for (let end = 30; end <= seconds.length; end += 1) {
    fourths.push((sum(seconds.slice(end - 30, end)) / 30) ** 4);
  }
  return (sum(fourths) / fourths.length) ** 0.25;
}

test('the numbers of every recorded activity are those of its own streams', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 11, historyDays: 100 });
  const seen = new Set<unknown>();
  for (const activity of sim.activities(id)) {
    if (activity.manual === true) continue;
    const { streams } = sim.truth(id, activity.id as number) as unknown as { streams: Streams };
    const weightsS = weights(streams);
    const time = numbers(streams, 'time') as number[];
    const movingS = sum(weightsS);
    seen.add(activity.sport_type);
    expect(time[0]).toBe(0);
    expect(
      time.every((here, i) => Number.isInteger(here) && (i === 0 || here > time[i - 1]!)),
    ).toBe(true);
    expect(activity.elapsed_time).toBe(time.at(-1));
    expect(activity.moving_time).toBe(movingS);
    const distance = numbers(streams, 'distance');
    expect(activity.distance).toBeCloseTo(distance?.at(-1) ?? 0, 6);
    expect(activity.average_speed).toBeCloseTo((distance?.at(-1) ?? 0) / movingS, 2);
    const speed = numbers(streams, 'velocity_smooth');
    expect(activity.max_speed).toBe(speed === undefined ? 0 : Math.max(...speed));
    const heart = numbers(streams, 'heartrate');
    expect(activity.has_heartrate).toBe(heart !== undefined);
    if (heart !== undefined) {
      expect(activity.average_heartrate).toBeCloseTo(mean(heart, weightsS), 0);
      expect(activity.max_heartrate).toBe(Math.max(...heart));
    }
    const watts = numbers(streams, 'watts');
    if (watts !== undefined) {
      const average = mean(watts, weightsS);
      expect(activity.average_watts).toBeCloseTo(average, 0);
      expect(activity.kilojoules).toBeCloseTo((average * movingS) / 1000, 0);
      if (activity.device_watts === true) {
        expect(activity.max_watts).toBe(Math.max(...watts));
        expect(activity.weighted_average_watts).toBe(Math.round(weighted(watts, weightsS)));
      }
    }
    const altitude = numbers(streams, 'altitude');
    expect(activity.total_elevation_gain).toBeCloseTo(
      altitude === undefined ? 0 : gain(altitude),
      0,
    );
    if (altitude !== undefined) {
      expect(activity.elev_high).toBe(Math.max(...altitude));
      expect(activity.elev_low).toBe(Math.min(...altitude));
    }
  }
  expect(seen.size).toBeGreaterThan(6);
});

/** Great-circle distance, m. */
function metresBetween(a: readonly number[], b: readonly number[]): number {
  const radians = Math.PI / 180;
  const dLat = (b[0]! - a[0]!) * radians;
  const dLng = (b[1]! - a[1]!) * radians * Math.cos(((a[0]! + b[0]!) / 2) * radians);
  return 6_371_008.8 * Math.hypot(dLat, dLng);
}

test('distance, position and speed of outdoor activities agree with each other', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 12, historyDays: 100 });
  let checked = 0;
  for (const activity of sim.activities(id)) {
    const { streams } = sim.truth(id, activity.id as number) as unknown as { streams: Streams };
    const positions = streams.latlng?.data as number[][] | undefined;
    const distance = numbers(streams, 'distance');
    if (positions === undefined || distance === undefined) continue;
    // Every tenth position: the receiver's metre of noise does not pile up.
    const coarse = positions.filter((_, i) => i % 10 === 0 || i === positions.length - 1);
    const way = sum(coarse.map((here, i) => (i === 0 ? 0 : metresBetween(coarse[i - 1]!, here))));
    expect(way / (distance.at(-1) as number)).toBeGreaterThan(0.97);
    expect(way / (distance.at(-1) as number)).toBeLessThan(1.03);
    expect(distance.every((here, i) => i === 0 || here >= distance[i - 1]!)).toBe(true);
    checked += 1;
  }
  expect(checked).toBeGreaterThan(20);
});

test('the same loop is ridden again: two efforts on it share their way and their length', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 12, historyDays: 365 });
  const runs = sim
    .activities(id)
    .filter(({ sport_type: sport, manual }) => sport === 'Run' && manual === false)
    .map((run) => Math.round((run.distance as number) / 100));
  expect(new Set(runs).size).toBeLessThan(runs.length / 2);
});

test('heart rate follows power with a lag', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 13, historyDays: 365 });
  const intervals = sim
    .activities(id)
    .filter(({ sport_type: sport }) => sport === 'VirtualRide')
    .map((ride) => sim.truth(id, ride.id as number))
    .find(({ detail, streams }) => (detail.laps as Json[]).length > 3 && 'heartrate' in streams);
  const streams = intervals?.streams as unknown as Streams;
  const watts = numbers(streams, 'watts') as number[];
  const heart = numbers(streams, 'heartrate') as number[];
  const correlation = (lag: number): number => {
    const pairs = watts.slice(0, watts.length - lag).map((w, i) => [w, heart[i + lag]!] as const);
    const meanW = sum(pairs.map(([w]) => w)) / pairs.length;
    const meanH = sum(pairs.map(([, h]) => h)) / pairs.length;
    const cross = sum(pairs.map(([w, h]) => (w - meanW) * (h - meanH)));
    const spread = Math.sqrt(
      sum(pairs.map(([w]) => (w - meanW) ** 2)) * sum(pairs.map(([, h]) => (h - meanH) ** 2)),
    );
    return cross / spread;
  };
  expect(correlation(20)).toBeGreaterThan(correlation(0));
});

test('some recordings are every second, some irregular, and pauses are jumps in time', async () => {
  const { sim } = await simulated();
  const { id } = sim.addAthlete({ seed: 13, historyDays: 150 });
  const shapes = sim
    .activities(id)
    .filter(({ sport_type: sport, manual }) => sport === 'Ride' && manual === false)
    .map((ride: Json) => {
      const { streams } = sim.truth(id, ride.id as number) as unknown as { streams: Streams };
      const time = numbers(streams, 'time') as number[];
      const steps = time.slice(1).map((here, i) => here - time[i]!);
      return {
        smart: steps.filter((step) => step > 1).length > steps.length / 5,
        paused: Math.max(...steps) > 11,
      };
    });
  expect(shapes.some(({ smart }) => smart)).toBe(true);
  expect(shapes.some(({ smart }) => !smart)).toBe(true);
  expect(shapes.some(({ paused }) => paused)).toBe(true);
});
