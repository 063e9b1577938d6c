import { describe, expect, test } from 'vitest';
import type { LatLng } from '../../lib/recording/channels.ts';
import { fromStravaStreams, toStreamsResponse } from '../../lib/recording/strava-streams.ts';
import * as fc from '../support/fast-check.ts';

const codesOf = (streams: Parameters<typeof fromStravaStreams>[0]) =>
  fromStravaStreams(streams).warnings.map(({ code }) => code);

describe('Strava’s streams become channels', () => {
  test('under our names, with gaps kept, every stream there is', () => {
    expect(
      fromStravaStreams({
        time: [0, 1, 5],
        distance: [0, 7.9, 40.2],
        altitude: [12.4, 12.4, 13],
        latlng: [[52.1, 4.2], null, [52.2, 4.3]],
        velocity_smooth: [0, 7.9, 8.1],
        heartrate: [101, null, 103],
        cadence: [80, 81, 82],
        watts: [null, 210, 0],
        temp: [19, 19, 20],
        grade_smooth: [0, -1.5, 3.2],
        moving: [false, true, null],
      }),
    ).toStrictEqual({
      channels: {
        time: [0, 1, 5],
        distance: [0, 7.9, 40.2],
        altitude: [12.4, 12.4, 13],
        latlng: [[52.1, 4.2], null, [52.2, 4.3]],
        speed: [0, 7.9, 8.1],
        heart_rate: [101, null, 103],
        cadence: [80, 81, 82],
        power: [null, 210, 0],
        temperature: [19, 19, 20],
        grade: [0, -1.5, 3.2],
        moving: [false, true, null],
      },
      sampleCount: 3,
      warnings: [],
    });
  });

  test('and a stream without a value is no channel', () => {
    const { channels, warnings } = fromStravaStreams({
      time: [0, 1],
      watts: [null, null],
      temp: [],
    });
    expect(channels).toStrictEqual({ time: [0, 1] });
    expect(warnings).toStrictEqual([]);
  });

  test('an activity without streams is no recording, and nothing is wrong', () => {
    expect(fromStravaStreams({})).toStrictEqual({ channels: {}, sampleCount: 0, warnings: [] });
  });
});

describe('what Strava sends broken', () => {
  test.each([
    { case: 'no time', time: undefined },
    { case: 'an empty time', time: [] },
    { case: 'a time that is missing throughout', time: [null, null] },
  ])('$case: no recording, with a warning', ({ time }) => {
    const streams = { watts: [1, 2], heartrate: [100, 101], ...(time && { time }) };
    expect(fromStravaStreams(streams)).toStrictEqual({
      channels: {},
      sampleCount: 0,
      warnings: [{ code: 'no_time', detail: 'There is no time for heartrate, watts.' }],
    });
  });

  test('longer and shorter streams are brought to the length of time', () => {
    const streams = { time: [0, 1, 2], watts: [1, 2, 3, 4], heartrate: [100] };
    expect(fromStravaStreams(streams)).toStrictEqual({
      channels: { time: [0, 1, 2], power: [1, 2, 3], heart_rate: [100, null, null] },
      sampleCount: 3,
      warnings: [
        { code: 'uneven_length', detail: 'heartrate has 1 values for 3 times.' },
        { code: 'uneven_length', detail: 'watts has 4 values for 3 times.' },
      ],
    });
  });

  test('samples out of order are sorted with all their values', () => {
    const streams = { time: [0, 3, 1, 2], watts: [10, 13, 11, 12] };
    const { channels } = fromStravaStreams(streams);
    expect(channels).toStrictEqual({ time: [0, 1, 2, 3], power: [10, 11, 12, 13] });
    expect(codesOf(streams)).toStrictEqual(['time_unsorted']);
  });

  test('of samples with the same time the first stays', () => {
    const streams = { time: [0, 1, 1, 2, 0], watts: [10, 11, 99, 12, 98] };
    const { channels, sampleCount } = fromStravaStreams(streams);
    expect(channels).toStrictEqual({ time: [0, 1, 2], power: [10, 11, 12] });
    expect(sampleCount).toBe(3);
    expect(codesOf(streams)).toStrictEqual(['time_unsorted', 'time_repeated']);
  });

  test('a sample repeated is not taken for one out of order', () => {
    expect(codesOf({ time: [0, 1, 1, 2] })).toStrictEqual(['time_repeated']);
  });

  test('a stream whose only values are beyond the end of time is no channel', () => {
    const { channels } = fromStravaStreams({ time: [0, 1], watts: [null, null, 250] });
    expect(channels).toStrictEqual({ time: [0, 1] });
  });

  test('samples without a time are dropped', () => {
    const streams = { time: [0, null, 2], watts: [10, 99, 12] };
    expect(fromStravaStreams(streams).channels).toStrictEqual({ time: [0, 2], power: [10, 12] });
    expect(codesOf(streams)).toStrictEqual(['time_missing']);
  });

  test('whatever comes, all channels are as long as time, and time ascends strictly', () => {
    const series = fc.array(fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }));
    fc.assert(
      fc.property(series, series, series, (time, watts, heartrate) => {
        const { channels, sampleCount } = fromStravaStreams({ time, watts, heartrate });
        const times = (channels.time ?? []).map(Number);
        expect(times).toStrictEqual([...new Set(times)].toSorted((a, b) => a - b));
        for (const values of Object.values(channels)) {
          expect(values.length).toBe(sampleCount);
        }
      }),
    );
  });
});

describe('the answer to a request for streams', () => {
  const count = 12_000;
  const index = Array.from({ length: count }, (_, i) => i);
  const channels = {
    time: index,
    power: index.map((i) => (i === 6_543 ? 1_200 : i % 100 === 7 ? null : 200 + (i % 17))),
    latlng: index.map((i): LatLng | null =>
      i < 20 ? null : [52 + Math.sin(i / 500), 4 + i / 1e4],
    ),
    moving: index.map((i) => i % 900 > 30),
  };

  test.each([
    { resolution: 'low', size: 100 },
    { resolution: 'medium', size: 1_000 },
    { resolution: 'high', size: 10_000 },
    { resolution: 'full', size: 12_000 },
  ] as const)('$resolution has at most $size samples, the same ones of every channel', (row) => {
    const { resolution, size } = row;
    const answer = toStreamsResponse({ channels, resolution, sampleCount: count });
    expect(answer).toMatchObject({ resolution, original_size: count });
    expect(answer.size).toBeLessThanOrEqual(size);
    expect(answer.size).toBeGreaterThan(size * 0.99);
    expect(Object.keys(answer.channels)).toStrictEqual(['time', 'power', 'latlng', 'moving']);
    const kept = (answer.channels.time ?? []).map(Number);
    expect(kept.length).toBe(answer.size);
    expect([kept[0], kept.at(-1)]).toStrictEqual([0, count - 1]);
    expect(kept).toContain(6_543);
    for (const name of ['power', 'latlng', 'moving'] as const) {
      expect(answer.channels[name]).toStrictEqual(kept.map((i) => channels[name][i]));
    }
  });

  test('holds the channels asked for, and time with them', () => {
    const answer = toStreamsResponse({
      channels,
      requested: ['power', 'heart_rate'],
      resolution: 'low',
      sampleCount: count,
    });
    expect(Object.keys(answer.channels)).toStrictEqual(['time', 'power']);
  });

  test('without a recording is empty', () => {
    expect(toStreamsResponse({ channels: {}, resolution: 'high', sampleCount: 0 })).toStrictEqual({
      resolution: 'high',
      size: 0,
      original_size: 0,
      channels: {},
    });
  });
});
