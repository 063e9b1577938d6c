import { describe, expect, test } from 'vitest';
import { analyse } from '../../lib/analytics/analyse.ts';
import { elevationGain } from '../../lib/analytics/course/elevation-gain.ts';
import { decodePolyline, encodePolyline } from '../../lib/analytics/course/encoded-polyline.ts';
import { haversineM } from '../../lib/analytics/course/haversine.ts';
import { frechetM } from '../../lib/analytics/course/path-distances.ts';
import { curveDurations } from '../../lib/analytics/cycling/curve-durations.ts';
import { meanMaxCurve } from '../../lib/analytics/cycling/mean-max.ts';
import { wPrimeBalanceJ } from '../../lib/analytics/cycling/w-prime-balance.ts';
import { weightedPowerW } from '../../lib/analytics/cycling/weighted-power.ts';
import { banisterTrimp } from '../../lib/analytics/heart-rate/banister-trimp.ts';
import { heartRateVariability } from '../../lib/analytics/heart-rate/heart-rate-variability.ts';
import { ANALYSIS_VERSION, METRICS } from '../../lib/analytics/registry.ts';
import { detectIntervals } from '../../lib/analytics/spans/detect-intervals.ts';
import { ZONE_SCHEMES, zoneBounds } from '../../lib/analytics/zone-schemes.ts';
import { zoneOf, zoneSeconds } from '../../lib/analytics/zone-seconds.ts';
import * as fc from '../support/fast-check.ts';
import { madeUpRide } from '../support/made-up-ride.ts';
import { referenceVector } from '../support/reference-vectors.ts';
import { fromRunLength, type RunLength } from '../support/run-length.ts';

const watts = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 900 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const power = fc
  .array(fc.tuple(watts, fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 40 })
  .map((runs) => fromRunLength(runs));
const gappy = fc
  .tuple(power, fc.array(fc.nat(), { maxLength: 20 }))
  .map(([values, holes]) => values.map((v, i) => (holes.includes(i) ? NaN : v)));

const THRESHOLDS = {
  ftpW: 250,
  criticalPowerW: 245,
  wPrimeJ: 20_000,
  lthrBpm: 168,
  maxHeartRateBpm: 190,
  restingHeartRateBpm: 50,
  vt1Bpm: 140,
  vt2Bpm: 168,
  weightKg: 72,
  sex: 'female',
} as const;

describe('power', () => {
  test('scaled by k scales weighted power by k', () => {
    fc.assert(
      fc.property(power, fc.double({ min: 0.1, max: 3, noNaN: true }), (values, k) => {
        const once = weightedPowerW(values).value;
        const scaled = weightedPowerW(values.map((v) => v * k)).value;
        if (once === undefined) {
          expect(scaled).toBeUndefined();
        } else {
          expect(scaled).toBeCloseTo(once * k, 6);
        }
      }),
    );
  });

  test('is never held twice as long at more than for the single time', () => {
    fc.assert(
      fc.property(gappy, (values) => {
        const single = Uint32Array.from({ length: values.length }, (_, i) => i + 1);
        const { means } = meanMaxCurve(values, { durationsS: single });
        for (let d = 1; 2 * d <= values.length; d += 1) {
          expect(means[2 * d - 1]).toBeLessThanOrEqual((means[d - 1] ?? NaN) + 1e-9);
        }
      }),
    );
  });

  test('curves skip no window: they are those of trying all', () => {
    fc.assert(
      fc.property(gappy, (values) => {
        const durationsS = curveDurations(values.length);
        const curve = meanMaxCurve(values, { durationsS });
        const filled = values.map((v) => (Number.isNaN(v) ? 0 : v));
        for (const [index, duration] of curve.durationsS.entries()) {
          let most = -1;
          let at = 0;
          for (let start = 0; start + duration <= filled.length; start += 1) {
            const sum = filled.subarray(start, start + duration).reduce((a, b) => a + b, 0);
            if (sum > most) {
              [most, at] = [sum, start];
            }
          }
          expect(curve.means[index]).toBeCloseTo(most / duration, 9);
          expect(curve.startsS[index]).toBe(at);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('curves count a pause as zeros, however long, and know where the effort began', () => {
    const values = Float64Array.of(300, 300, 300, 400, 400, 400);
    for (const lastsS of [2, 1000, 1e9]) {
      const { means, startsS } = meanMaxCurve(values, {
        durationsS: Uint32Array.of(3, 4, 6),
        pauses: [{ at: 3, lastsS }],
      });
      expect(means[0]).toBe(400);
      expect(startsS[0]).toBe(3);
      expect(means[1]).toBe(300);
      expect(means[2]).toBe(lastsS === 2 ? 1500 / 6 : 1200 / 6);
    }
  });

  test('leaves no more than W′, by every model', () => {
    fc.assert(
      fc.property(
        gappy,
        fc.constantFrom('exact' as const, 'euler' as const, 'integral' as const),
        (values, model) => {
          const options = { criticalPowerW: 250, wPrimeJ: 20_000, model };
          for (const left of wPrimeBalanceJ(values, options).value ?? []) {
            expect(left).toBeLessThanOrEqual(20_000 + 1e-9);
          }
        },
      ),
    );
  });

  test('of ten sprints shows ten intervals, also when scaled, and of a steady ride none', () => {
    const { input } = referenceVector<{ watts_rle: RunLength }, unknown>('cyc.np.rideA');
    const ride = fromRunLength(input.watts_rle);
    const found = detectIntervals(ride);
    expect(found).toHaveLength(10);
    found.forEach(({ from, to }, i) => {
      expect(Math.abs(from - (605 + 120 * i))).toBeLessThanOrEqual(2);
      expect(Math.abs(to - from - 47)).toBeLessThanOrEqual(3);
    });
    expect(detectIntervals(ride.map((v) => v * 2))).toStrictEqual(found);
    expect(detectIntervals(new Float64Array(3600).fill(200))).toStrictEqual([]);
  });
});

describe('zones', () => {
  test('missing and below make up timer time', () => {
    fc.assert(
      fc.property(gappy, fc.constantFrom(...Object.values(ZONE_SCHEMES)), (values, scheme) => {
        const lowerBounds = zoneBounds(scheme, THRESHOLDS).value ?? new Float64Array();
        const { seconds, belowS, missingS } = zoneSeconds(values, { ...scheme, lowerBounds });
        const inZones = seconds.reduce((sum, s) => sum + s, 0);
        expect(inZones + belowS + missingS).toBe(values.length);
        const counted = new Float64Array(seconds.length);
        for (const value of values) {
          const zone = Number.isNaN(value) ? 0 : zoneOf(value, { ...scheme, lowerBounds });
          if (zone > 0) {
            counted[zone - 1] = (counted[zone - 1] ?? 0) + 1;
          }
        }
        expect(seconds).toStrictEqual(counted);
      }),
    );
  });
});

describe('heart rate', () => {
  test('per sample weighs at least what its mean does', () => {
    const beats = fc.array(fc.integer({ min: 60, max: 190 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(beats, (rates) => {
        const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
        const samples = banisterTrimp(Float64Array.from(rates), THRESHOLDS).value ?? NaN;
        const ofMean = banisterTrimp(new Float64Array(rates.length).fill(mean), THRESHOLDS).value;
        expect(samples).toBeGreaterThanOrEqual((ofMean ?? NaN) - 1e-9);
      }),
    );
  });

  test('variability does not know how slow the heart is', () => {
    const intervals = fc.array(fc.integer({ min: 600, max: 1200 }), {
      minLength: 2,
      maxLength: 100,
    });
    fc.assert(
      fc.property(intervals, fc.integer({ min: 0, max: 300 }), (rr, shift) => {
        const at = (by: number) =>
          heartRateVariability(Float64Array.from(rr, (ms) => ms + by)).value;
        // a metronome is no heart
        fc.pre(new Set(rr).size > 1);
        expect(at(shift)?.rmssdMs).toBeCloseTo(at(0)?.rmssdMs ?? 0, 6);
        expect(at(shift)?.sdnnMs).toBeCloseTo(at(0)?.sdnnMs ?? 0, 6);
      }),
    );
  });
});

describe('a course', () => {
  test('gains less it loses is end less start, within the threshold at both ends', () => {
    const altitudes = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(altitudes, fc.integer({ min: 1, max: 20 }), (altitude, thresholdM) => {
        const { value } = elevationGain(Float64Array.from(altitude), { thresholdM });
        const net = (value?.gainM ?? NaN) - (value?.lossM ?? NaN);
        const ends = (altitude.at(-1) ?? NaN) - (altitude[0] ?? NaN);
        expect(Math.abs(net - ends)).toBeLessThan(2 * thresholdM);
      }),
    );
  });

  test('survives its encoding to five decimals', () => {
    const position = fc.tuple(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(position), (points) => {
        const back = decodePolyline(encodePolyline(points));
        expect(back).toHaveLength(points.length);
        points.forEach(([lat, lng], i) => {
          expect(Math.abs(lat - (back[i]?.[0] ?? NaN))).toBeLessThan(5.001e-6);
          expect(Math.abs(lng - (back[i]?.[1] ?? NaN))).toBeLessThan(5.001e-6);
        });
      }),
    );
  });

  test('is as far from another as that from it', () => {
    const coordinate = fc.integer({ min: -1000, max: 1000 });
    const path = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(path, path, (a, b) => {
        expect(frechetM({ a, b })).toStrictEqual(frechetM({ a: b, b: a }));
      }),
    );
    const a = { latDeg: 1, lngDeg: 2 };
    const b = { latDeg: -3, lngDeg: 179 };
    expect(haversineM({ a, b })).toBeCloseTo(haversineM({ a: b, b: a }), 6);
  });
});

/** What pauses may change: elapsed time, recovery of W′, and bests that would span a pause. */
const ELAPSED_METRICS = [
  'elapsed_time_s',
  'min_w_prime_balance_j',
  'ftp_from_20_min_w',
  'ftp_from_8_min_w',
  'ftp_from_60_min_w',
  'vo2max_from_5_min',
];

describe('the whole analysis', () => {
  test('changes in no timer-time metric when pauses are put in', () => {
    const without = analyse(madeUpRide({ hours: 2, pauses: false }), THRESHOLDS);
    const paused = analyse(madeUpRide({ hours: 2, pauses: true }), THRESHOLDS);
    const timer = ({ metrics }: typeof paused) =>
      metrics.filter(({ id }) => !ELAPSED_METRICS.includes(id));
    expect(timer(paused)).toStrictEqual(timer(without));
    expect(paused.zones).toStrictEqual(without.zones);
    expect(paused.climbs.map(({ gainM }) => gainM)).toStrictEqual(
      without.climbs.map(({ gainM }) => gainM),
    );
  });

  test('has every metric of its sport once, with a value or a reason', () => {
    const { metrics, version } = analyse(madeUpRide({ hours: 1 }), THRESHOLDS);
    expect(version).toBe(ANALYSIS_VERSION);
    expect(metrics.map(({ id }) => id)).toStrictEqual(
      [...METRICS.values()]
        .filter(({ sports }) => sports === 'any' || sports.includes('cycling'))
        .map(({ id }) => id),
    );
    for (const { id, value, reason } of metrics) {
      expect(
        [value, reason].filter((x) => x !== undefined),
        id,
      ).toHaveLength(1);
    }
  });

  test('gives laps, climbs, bests and curves that agree with the whole', () => {
    const ride = madeUpRide({ hours: 1, pauses: false });
    const { laps, bestEfforts, curves, climbs, metrics } = analyse(ride, THRESHOLDS);
    const metric = (id: string) => metrics.find((m) => m.id === id)?.value ?? NaN;
    expect(laps).toHaveLength(4);
    const sum = (pick: (lap: (typeof laps)[number]) => number | undefined) =>
      laps.reduce((total, lap) => total + (pick(lap) ?? NaN), 0);
    expect(sum((lap) => lap.timerTimeS)).toBe(3600);
    expect(sum((lap) => lap.workKj)).toBeCloseTo(metric('work_kj'), 6);
    expect(sum((lap) => lap.distanceM)).toBeCloseTo(metric('distance_m'), 6);
    expect(curves.power?.durationsS.length).toBeGreaterThan(100);
    expect(curves.wPrimeBalanceJ).toHaveLength(3600);
    expect(bestEfforts).toContainEqual(
      expect.objectContaining({ of: 'power', durationS: 1, value: metric('max_power_w') }),
    );
    expect(climbs.length).toBeGreaterThan(0);
    expect(
      climbs.every(({ summary, lengthM }) => Math.abs((summary.distanceM ?? 0) - lengthM) < 60),
    ).toBe(true);
  });

  test('leaves what it was given as it was', () => {
    const ride = madeUpRide({ hours: 0.5 });
    const copy = structuredClone(ride);
    const first = analyse(ride, THRESHOLDS);
    expect(ride).toStrictEqual(copy);
    expect(analyse(ride, THRESHOLDS)).toStrictEqual(first);
  });
});

describe('the registry', () => {
  test.each([...METRICS.values()])('says what $id is', (metric) => {
    expect(metric.id).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
    expect(metric.title.length).toBeGreaterThan(3);
    expect(metric.definition).toMatch(/^[^.].*\.$/);
    expect(metric.source.length).toBeGreaterThan(3);
    expect(metric.range[0]).toBeLessThan(metric.range[1]);
    expect(metric.version).toBeGreaterThan(0);
    expect(metric.precision).toBeGreaterThanOrEqual(0);
  });
});
