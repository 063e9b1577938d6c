import { describe, expect, test } from 'vitest';
import { climbCategory } from '../../lib/analytics/course/climb-category.ts';
import { findClimbs } from '../../lib/analytics/course/climbs.ts';
import { effectiveAreas } from '../../lib/analytics/course/effective-areas.ts';
import { elevationGain } from '../../lib/analytics/course/elevation-gain.ts';
import {
  type ElevationRule,
  elevationGainElsewhere,
} from '../../lib/analytics/course/elevation-gain-elsewhere.ts';
import { elevationProfile } from '../../lib/analytics/course/elevation-profile.ts';
import { decodePolyline, encodePolyline } from '../../lib/analytics/course/encoded-polyline.ts';
import { fietsIndex } from '../../lib/analytics/course/fiets-index.ts';
import { ghostGapS, timeAtS } from '../../lib/analytics/course/ghost-gap.ts';
import { haversineM } from '../../lib/analytics/course/haversine.ts';
import { matchSegment } from '../../lib/analytics/course/match-segment.ts';
import {
  frechetM,
  hausdorffM,
  pathLengthM,
  resamplePath,
  warpingM,
} from '../../lib/analytics/course/path-distances.ts';
import type { Point } from '../../lib/analytics/course/plane.ts';
import { simplifyPath } from '../../lib/analytics/course/simplify-path.ts';
import { expectToMatch, referenceVector } from '../support/reference-vectors.ts';

type Numbers = Record<string, number>;

const pair = ({ value }: ReturnType<typeof elevationGain>) => [value?.gainM, value?.lossM];
const elsewhere = (altitude: Float64Array, rule: ElevationRule) =>
  pair(elevationGainElsewhere(altitude, rule));
const reversal = (altitude: Float64Array, thresholdM: number) =>
  pair(elevationGain(altitude, { thresholdM }));

const at = ([latDeg, lngDeg]: [number, number]) => ({ latDeg, lngDeg });

const fiets = (km: number, gainM: number, topM = 0) =>
  fietsIndex({ lengthM: km * 1000, gainM, topM });

describe('the reference vector', () => {
  test('geo.elevation_gain: ours and the others’ rules', () => {
    const { input, expected, tolerance } = referenceVector<{ elev: number[] }, Numbers>(
      'geo.elevation_gain',
    );
    const altitude = Float64Array.from(input.elev);
    const falling = (thresholdM: number) =>
      elsewhere(altitude, { kind: 'falling_reference', thresholdM })[0];
    expectToMatch(
      {
        naive: elsewhere(altitude, { kind: 'every_rise' })[0],
        dead_band_3_gc: elsewhere(altitude, { kind: 'dead_band', thresholdM: 3 }),
        dead_band_0_4_sauce: elsewhere(altitude, { kind: 'dead_band', thresholdM: 0.4 }),
        elevate_2: falling(2),
        sportslib_3: falling(3),
        reversal_3: reversal(altitude, 3),
        reversal_10: reversal(altitude, 10),
        per_step_0_1: elsewhere(altitude, { kind: 'steps', thresholdM: 0.1 })[0],
      },
      expected,
      { tolerance },
    );
  });

  test.each([
    {
      id: 'geo.elevation_noise',
      altitude: Float64Array.from(
        { length: 600 },
        (_, i) => Math.round((100 + 0.9 * Math.sin(1.3 * i)) * 1000) / 1000,
      ),
    },
    {
      id: 'geo.elevation_slow_climb',
      altitude: Float64Array.from({ length: 2001 }, (_, i) => 100 + 0.05 * i),
    },
  ])('$id: noise is none, a slow climb is all', ({ id, altitude }) => {
    const { expected, tolerance } = referenceVector<unknown, Numbers>(id);
    const answers: Record<string, number | undefined> = {
      naive: elsewhere(altitude, { kind: 'every_rise' })[0],
      true: elsewhere(altitude, { kind: 'every_rise' })[0],
      dead_band_3: elsewhere(altitude, { kind: 'dead_band', thresholdM: 3 })[0],
      reversal_3: reversal(altitude, 3)[0],
      per_step_0_1: elsewhere(altitude, { kind: 'steps', thresholdM: 0.1 })[0],
    };
    expectToMatch(answers, expected, { tolerance });
  });

  test('geo.climbs: a climb with a dip is one, a flat kilometre ends it', () => {
    const { input, expected, tolerance } = referenceVector<
      { profile_len_grade: [number, number][]; start_elev: number; step_m: number },
      { climbs: Record<string, unknown>[] }
    >('geo.climbs');
    const distanceM = [0];
    const altitudeM = [input.start_elev];
    for (const [length, grade] of input.profile_len_grade) {
      for (let at = 0; at < length; at += input.step_m) {
        distanceM.push((distanceM.at(-1) ?? 0) + input.step_m);
        altitudeM.push((altitudeM.at(-1) ?? 0) + grade * input.step_m);
      }
    }
    const profile = elevationProfile({
      distanceM: Float64Array.from(distanceM),
      altitudeM: Float64Array.from(altitudeM),
      stepM: input.step_m,
    });
    const climbs = profile.value && findClimbs(profile.value);
    expectToMatch(
      climbs?.map((climb) => ({
        start_m: climb.startM,
        end_m: climb.endM,
        length_m: climb.lengthM,
        gain_m: climb.gainM,
        avg_grade_pct: climb.averageGradePct,
        strava_score: climb.score,
        category: climb.category,
        fiets: climb.fiets,
      })),
      expected.climbs,
      { tolerance },
    );
  });

  test('geo.fiets: cases of another program', () => {
    const { input, expected, tolerance } = referenceVector<
      { cases_km_m: [km: number, m: number][]; mauna_kea: [km: number, m: number, top: number] },
      unknown
    >('geo.fiets');
    expectToMatch(
      {
        values: input.cases_km_m.map(([km, gainM]) => fiets(km, gainM)),
        mauna_kea: fiets(...input.mauna_kea),
        alpe_dhuez_13_8km_1118m_top1850: fiets(13.8, 1118, 1850),
      },
      expected,
      { tolerance },
    );
  });

  test('geo.strava_category: a score on the bound is in the easier one', () => {
    const { input, expected, tolerance } = referenceVector<{ scores: number[] }, unknown>(
      'geo.strava_category',
    );
    const categories = (bounds: 'current' | 'older') =>
      input.scores.map((score) => climbCategory(score, { bounds }));
    expectToMatch({ current: categories('current'), older: categories('older') }, expected, {
      tolerance,
    });
  });

  test('geo.haversine: between airports, and a degree at the equator', () => {
    const { input, expected, tolerance } = referenceVector<
      { a: [number, number]; b: [number, number] },
      unknown
    >('geo.haversine');
    const ends = { a: at(input.a), b: at(input.b) };
    expectToMatch(
      {
        km_r6372_8: haversineM(ends, { radiusM: 6_372_800 }) / 1000,
        km_r6371: haversineM(ends) / 1000,
        one_degree_equator_m: haversineM({ a: at([0, 0]), b: at([0, 1]) }),
      },
      expected,
      { tolerance },
    );
  });

  test('geo.polyline: there and back', () => {
    const { input, expected, tolerance } = referenceVector<{ pts: [number, number][] }, unknown>(
      'geo.polyline',
    );
    const single = encodePolyline([[-179.9832104, 0]]);
    expectToMatch(
      {
        p5: encodePolyline(input.pts),
        number_minus_179_9832104: single.slice(0, -1),
        p6: encodePolyline(input.pts, { precision: 6 }),
        empty: encodePolyline([]),
      },
      expected,
      { tolerance },
    );
    expect(decodePolyline(encodePolyline(input.pts))).toEqual(input.pts);
    expect(decodePolyline(encodePolyline(input.pts, { precision: 6 }), { precision: 6 })).toEqual(
      input.pts,
    );
  });

  test('geo.rdp: the points kept', () => {
    const { input, expected, tolerance } = referenceVector<{ pts: Point[]; eps: number }, unknown>(
      'geo.rdp',
    );
    expectToMatch({ kept: simplifyPath(input.pts, { toleranceM: input.eps }) }, expected, {
      tolerance,
    });
  });

  test('geo.visvalingam: areas, never falling', () => {
    const { input, expected, tolerance } = referenceVector<
      { pts: Point[] },
      { effective_area: (number | null)[]; kept_min_area_0_75: number[] }
    >('geo.visvalingam');
    const areas = Array.from(effectiveAreas(input.pts), (area) =>
      area === Infinity ? undefined : area,
    );
    const kept = [...areas.keys()].filter((i) => (areas[i] ?? Infinity) >= 0.75);
    expectToMatch({ effective_area: areas, kept_min_area_0_75: kept }, expected, { tolerance });
  });

  test('geo.frechet: discrete, and time warping', () => {
    const { input, expected, tolerance } = referenceVector<{ P: Point[]; Q: Point[] }, unknown>(
      'geo.frechet',
    );
    const both = { a: input.P, b: input.Q };
    expectToMatch(
      {
        frechet: frechetM(both).value,
        dtw: warpingM(both).value,
        identical: frechetM({ a: input.P, b: input.P }).value,
      },
      expected,
      { tolerance },
    );
  });

  test('geo.route_match: direction counts for Fréchet, not for Hausdorff', () => {
    const { input, expected, tolerance } = referenceVector<{ A: Point[]; B: Point[] }, unknown>(
      'geo.route_match',
    );
    const { A: a, B: b } = input;
    const c = b.toReversed();
    const fine = { a: resamplePath(a, { stepM: 5 }), b: resamplePath(b, { stepM: 5 }) };
    expectToMatch(
      {
        frechet_AB: frechetM({ a, b }).value,
        frechet_AC: frechetM({ a, b: c }).value,
        frechet_AB_resampled_5m: frechetM(fine).value,
        dtw_AB: warpingM({ a, b }).value,
        hausdorff_A_to_B: hausdorffM({ a, b }).value,
        hausdorff_A_to_C: hausdorffM({ a, b: c }).value,
        length_ratio: pathLengthM(b) / pathLengthM(a),
      },
      expected,
      { tolerance },
    );
  });

  test('geo.segment_match: two passes', () => {
    const { input, expected, tolerance } = referenceVector<
      { segment: Point[]; track: Point[]; split_m: number; max_m: number },
      unknown
    >('geo.segment_match');
    const passes = matchSegment({
      track: input.track,
      segment: input.segment,
      splitM: input.split_m,
      mostM: input.max_m,
    });
    const runs = passes.map(({ from, to, distanceM, entry, exit, matches }) => ({
      run: [from, to],
      distance_m: distanceM,
      entry,
      exit,
      match: matches,
    }));
    expectToMatch({ runs }, expected, { tolerance });
  });

  test('geo.ghost: positive is behind', () => {
    interface Recorded {
      d: number[];
      t: number[];
    }
    const { input, expected, tolerance } = referenceVector<
      { me: Recorded; ghost: Recorded; at: number[] },
      unknown
    >('geo.ghost');
    const progress = ({ d, t }: Recorded) => ({
      distanceM: Float64Array.from(d),
      elapsedS: Float64Array.from(t),
    });
    const me = progress(input.me);
    const ghost = progress(input.ghost);
    const answers = input.at.map((atM) => [
      String(atM),
      {
        me_t: timeAtS(me, atM),
        ghost_t: timeAtS(ghost, atM),
        gap_s: ghostGapS({ me, ghost, atM }).value,
      },
    ]);
    expectToMatch(Object.fromEntries(answers), expected, { tolerance });
  });
});
