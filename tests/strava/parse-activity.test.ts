import { expect, test } from 'vitest';
import { parseActivity, parseDetail, parseList } from '../../lib/strava/parse-activity.ts';
import { parseJson } from '../../lib/strava/parse-json.ts';
import { testLog } from './support/memory-ports.ts';

const minimal = { id: 16_185_205_521, start_date: '2025-10-18T23:04:26Z', sport_type: 'Run' };
const parse = (fields: Record<string, unknown>) => parseDetail({ ...minimal, ...fields });

test('an id and a start are enough; everything else is undefined or false', () => {
  expect(parseDetail(minimal)).toEqual({
    sourceId: '16185205521',
    detail: true,
    sportType: 'Run',
    startDate: '2025-10-18T23:04:26.000Z',
    startHidden: false,
    commute: false,
    trainer: false,
    manual: false,
    isPrivate: false,
  });
});

test('null, empty and wrong types read like absence', () => {
  const odd = [null, '', [], {}, 'many'];
  const names = [
    'elapsed_time',
    'moving_time',
    'distance',
    'average_heartrate',
    'average_watts',
    'calories',
    'workout_type',
    'device_watts',
    'timezone',
    'gear',
    'private',
    'commute',
  ];
  for (const value of odd) {
    const fields = Object.fromEntries(names.map((name) => [name, value]));
    expect(parse({ ...fields, name: null, description: '', gear_id: null })).toEqual(parse({}));
  }
});

test.each([
  { case: 'beyond 2^53', text: '{"id":9223372036854775807}', expected: '9223372036854775807' },
  { case: 'just beyond 2^53', text: '{"id": 9007199254740993 }', expected: '9007199254740993' },
  { case: 'below 2^53', text: '{"id":9007199254740991}', expected: '9007199254740991' },
  { case: 'as text', text: '{"id":"19207100921"}', expected: '19207100921' },
])('an id $case keeps every digit', ({ text, expected }) => {
  const body = { ...minimal, ...(parseJson(text) as object) };
  expect(parseActivity(body, { detail: true })).toMatchObject({ sourceId: expected });
});

test('long integers survive wherever they are, other numbers stay numbers', () => {
  const text = '{"a":[3159252981272900286,-3159252981272900286],"b":0.1234567890123456,"c":1e20}';
  expect(parseJson(text)).toEqual({
    a: ['3159252981272900286', '-3159252981272900286'],
    b: 0.1234567890123456,
    c: 1e20,
  });
});

test.each([{}, { id: 1.5 }, { id: -1 }, { id: 'abc' }, { id: null }])(
  'without a usable id there is no activity: %j',
  (fields) => {
    expect(parseActivity({ start_date: minimal.start_date, ...fields }, { detail: false })).toEqual(
      { missing: 'id' },
    );
  },
);

test('the start is the UTC one; the local one lies about its Z', () => {
  const activity = parse({
    start_date: '2018-10-06T19:54:06Z',
    start_date_local: '2018-10-06T15:54:06Z',
    utc_offset: -14_400,
    timezone: '(GMT-05:00) America/New_York',
  });
  expect(activity.startDate).toBe('2018-10-06T19:54:06.000Z');
  expect(activity.timeZone).toBe('America/New_York');
  expect(activity.startHidden).toBe(false);
});

test.each([
  ['(GMT-05:00) America/New_York', 'America/New_York'],
  ['(GMT+00:00) UTC', 'UTC'],
  ['(GMT+05:45) Asia/Kathmandu', 'Asia/Kathmandu'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['(GMT+01:00) Atlantis/Capital', undefined],
  ['(GMT-05:00)', undefined],
])('the zone of %j is %s', (timezone, expected) => {
  expect(parse({ timezone }).timeZone).toBe(expected);
});

test.each([
  {
    case: 'only in the local field',
    start_date: '2026-03-01T05:00:01Z',
    start_date_local: '2026-03-01T00:00:01Z',
    expected: '2026-03-01T05:00:01.000Z',
  },
  {
    case: 'in both fields',
    start_date: '2026-03-01T00:00:01Z',
    start_date_local: '2026-03-01T00:00:01Z',
    expected: '2026-03-01T05:00:01.000Z',
  },
])('a hidden start, told $case, stays on its local day', ({ expected, ...fields }) => {
  const activity = parse({ ...fields, utc_offset: -18_000 });
  expect(activity.startHidden).toBe(true);
  expect(activity.startDate).toBe(expected);
});

test('midnight sharp, or one second past another hour, is no hidden start', () => {
  expect(parse({ start_date_local: '2026-03-01T00:00:00Z' }).startHidden).toBe(false);
  expect(parse({ start_date_local: '2026-03-01T10:00:01Z' }).startHidden).toBe(false);
});

test('private is private by either field', () => {
  expect(parse({ private: true }).isPrivate).toBe(true);
  expect(parse({ visibility: 'only_me' }).isPrivate).toBe(true);
  expect(parse({ private: false, visibility: 'followers_only' }).isPrivate).toBe(false);
});

test('the sport is sport_type, the older type where that is missing, else a workout', () => {
  expect(parse({ sport_type: 'TrailRun', type: 'Run' }).sportType).toBe('TrailRun');
  expect(parse({ sport_type: undefined, type: 'Run' }).sportType).toBe('Run');
  expect(parse({ sport_type: null }).sportType).toBe('Workout');
});

test('a list comes newest first, whatever order it had', () => {
  const list = [
    { ...minimal, id: 1, start_date: '2025-01-02T00:00:00Z' },
    { ...minimal, id: 2, start_date: '2025-01-03T00:00:00Z' },
    { ...minimal, id: 3, start_date: '2025-01-01T00:00:00Z' },
  ];
  expect(parseList(list, testLog()).map(({ sourceId }) => sourceId)).toEqual(['2', '1', '3']);
});

test('a malformed activity is reported and left out', () => {
  const log = testLog();
  const list = [{ ...minimal, start_date: 'yesterday' }, null, { id: null }, minimal];
  expect(parseList(list, log)).toHaveLength(1);
  expect(log.lines.map(({ event, fields }) => [event, fields['missing']])).toEqual([
    ['strava_activity_malformed', 'start_date'],
    ['strava_activity_malformed', 'object'],
    ['strava_activity_malformed', 'id'],
  ]);
});

test('a page of nothing but malformed activities is not the end of the list', () => {
  expect(() => parseList([{}], testLog())).toThrow('nothing but malformed');
  expect(parseList([], testLog())).toEqual([]);
});

test.each([{}, null, undefined, 'text', { message: 'Record Not Found' }])(
  'what is no list is an error: %j',
  (body) => {
    expect(() => parseList(body, testLog())).toThrow('no list');
  },
);
