import { expect, test } from 'vitest';
import { parseStreams, STREAM_KEYS } from '../../lib/strava/parse-streams.ts';

const stream = (data: unknown) => ({
  data,
  series_type: 'time',
  original_size: 3,
  resolution: 'high',
});
const body = {
  time: stream([0, 1, 5]),
  heartrate: stream([120, 121, 122]),
  latlng: stream([
    [40.71, -74],
    [40.72, -74.01],
    [40.73, -74.02],
  ]),
  moving: stream([true, true, false]),
};
const values = {
  time: [0, 1, 5],
  heartrate: [120, 121, 122],
  latlng: [
    [40.71, -74],
    [40.72, -74.01],
    [40.73, -74.02],
  ],
  moving: [true, true, false],
};

test('streams keyed by type', () => {
  expect(parseStreams(body)).toEqual(values);
});

test('streams as a list that names their types', () => {
  const list = Object.entries(body).map(([type, one]) => ({ type, ...one }));
  expect(parseStreams(list)).toEqual(values);
});

test('no streams at all', () => {
  expect(parseStreams({})).toEqual({});
  expect(parseStreams([])).toEqual({});
});

test('null is a gap, and so is anything of another type', () => {
  const odd = {
    time: stream([0, 1, 2]),
    heartrate: stream([null, '121', 122]),
    latlng: stream([[1, 2], [], [null, 4]]),
    moving: stream([true, 'false', null]),
  };
  expect(parseStreams(odd)).toEqual({
    time: [0, 1, 2],
    heartrate: [null, null, 122],
    latlng: [[1, 2], null, null],
    moving: [true, null, null],
  });
});

test('empty, malformed and unknown streams are left out', () => {
  const odd = {
    time: stream([0, 1, 2]),
    heartrate: stream([]),
    cadence: { data: null },
    watts: 'none',
    muscle_oxygen: stream([1, 2, 3]),
  };
  expect(parseStreams(odd)).toEqual({ time: [0, 1, 2] });
});

test.each([null, undefined, 'text', 7])('%j are no streams', (odd) => {
  expect(() => parseStreams(odd)).toThrow('neither keyed nor a list');
});

test('a marathon does not take long', () => {
  const points = Array.from({ length: 13_129 }, (_, index) => index + 0.5);
  const marathon = Object.fromEntries(
    STREAM_KEYS.filter((key) => key !== 'latlng' && key !== 'moving').map((key) => [
      key,
      stream(points),
    ]),
  );
  const startedAt = performance.now();
  const streams = parseStreams(marathon);
  expect(performance.now() - startedAt).toBeLessThan(500);
  // Nothing had to change, so nothing was copied.
  expect(streams.watts).toBe(points);
});
