import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../lib/recording/decode-file.ts';
import type { UnreadableFile } from '../../lib/recording/unreadable-file.ts';

const START_MS = Date.UTC(2026, 4, 1, 6, 30);
const at = (s: number) => new Date(START_MS + s * 1000).toISOString();

const point = (s: number, inside = '<DistanceMeters>1</DistanceMeters>') =>
  `<Trackpoint><Time>${at(s)}</Time>${inside}</Trackpoint>`;
const track = (...points: string[]) => `<Track>${points.join('')}</Track>`;
const points = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => point(from + i));
const lap = (from: number, timerS: number, ...inside: string[]) =>
  `<Lap StartTime="${at(from)}"><TotalTimeSeconds>${timerS}</TotalTimeSeconds>${inside.join('')}</Lap>`;
const activity = (sport: string, ...inside: string[]) =>
  `<Activity Sport="${sport}"><Id>${at(0)}</Id>${inside.join('')}</Activity>`;
const tcx = (...inside: string[]) =>
  `<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">${inside.join('')}</TrainingCenterDatabase>`;
const activities = (...inside: string[]) => tcx(`<Activities>${inside.join('')}</Activities>`);

const decode = (text: string) => decodeFile(new TextEncoder().encode(text));
const first = (text: string) => decode(text).recordings[0];
function refusal(text: string): unknown {
  try {
    decode(text);
    return 'read';
  } catch (error) {
    return (error as UnreadableFile).code;
  }
}

describe('a TCX activity', () => {
  test('is all it says: points, laps, what its device says of the whole', () => {
    const full =
      '<Position><LatitudeDegrees>52</LatitudeDegrees><LongitudeDegrees>4</LongitudeDegrees></Position><AltitudeMeters>7.5</AltitudeMeters><DistanceMeters>0</DistanceMeters><HeartRateBpm><Value>120</Value></HeartRateBpm><Extensions><ns3:TPX xmlns:ns3="x"><ns3:Speed>3</ns3:Speed><ns3:RunCadence>81</ns3:RunCadence><ns3:Watts>250</ns3:Watts></ns3:TPX></Extensions>';
    const figures = (bpm: number) =>
      `<DistanceMeters>30</DistanceMeters><MaximumSpeed>${bpm / 10}</MaximumSpeed><Calories>5</Calories><AverageHeartRateBpm><Value>${bpm}</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>${bpm + 9}</Value></MaximumHeartRateBpm><TriggerMethod>Distance</TriggerMethod>`;
    const watts = (w: number) =>
      `<Extensions><LX><AvgWatts>${w}</AvgWatts><MaxWatts>${w * 2}</MaxWatts></LX></Extensions>`;
    const file = activities(
      activity(
        'Running',
        lap(0, 10, figures(120), track(point(0, full), point(10)), watts(200)),
        lap(10, 30, figures(160), track(point(10), point(40)), watts(240), '<Notes>hard</Notes>'),
        '<Notes>Nice</Notes>',
        '<Creator><Name>Edge</Name><UnitId>42</UnitId><ProductID>7</ProductID><Version><VersionMajor>3</VersionMajor><VersionMinor>20</VersionMinor><BuildMajor>0</BuildMajor></Version></Creator>',
      ),
      '<Author><Name>Connect</Name></Author>',
    );
    expect(decode(file).warnings).toEqual([]);
    expect(first(file)).toMatchObject({
      startedAt: new Date(START_MS),
      sport: 'running',
      subSport: undefined,
      notes: 'Nice',
      devices: [{ name: 'Edge', serialNumber: '42', product: '7', softwareVersion: '3.20' }],
      stated: {
        timerTimeS: 40,
        distanceM: 60,
        caloriesKcal: 10,
        maxSpeedMps: 16,
        averageHeartRateBpm: 150,
        maxHeartRateBpm: 169,
        averagePowerW: 230,
        maxPowerW: 480,
      },
      channels: {
        time: [0, 10, 40],
        latlng: [[52, 4], null, null],
        altitude: [7.5, null, null],
        heart_rate: [120, null, null],
        speed: [3, null, null],
        cadence: [81, null, null],
        power: [250, null, null],
      },
      laps: [
        { startS: 0, endS: 10 },
        { startS: 10, endS: 40, name: 'hard' },
      ],
      events: [
        { atS: 10, event: 'lap', type: 'distance' },
        { atS: 40, event: 'lap', type: 'distance' },
      ],
      pauses: [],
    });
  });

  test('has a pause between two tracks of a lap', () => {
    const file = activities(
      activity('Biking', lap(0, 12, track(...points(0, 5)), track(...points(60, 65)))),
    );
    expect(first(file)?.pauses).toEqual([{ fromS: 5, toS: 60 }]);
  });

  test('has a pause between two points in a row that say nothing but their time', () => {
    const silent = [point(5, ''), point(60, '')];
    const file = activities(
      activity('Biking', lap(0, 12, track(...points(0, 4), ...silent, ...points(61, 65)))),
    );
    expect(first(file)?.pauses).toEqual([{ fromS: 5, toS: 60 }]);
    expect(first(file)?.channels.time).toHaveLength(12);
  });

  test('has a pause between two laps only where the timer stood still', () => {
    const two = (timerS: number) =>
      activities(
        activity(
          'Biking',
          lap(0, timerS, track(...points(0, 9))),
          lap(60, 9, track(...points(60, 69))),
        ),
      );
    expect(first(two(10))?.pauses).toEqual([{ fromS: 9, toS: 60 }]);
    expect(first(two(60))?.pauses).toEqual([]);
  });

  test('may have laps and no points', () => {
    const file = activities(activity('Other', lap(0, 600, '<DistanceMeters>900</DistanceMeters>')));
    expect(first(file)).toMatchObject({
      sport: 'other',
      channels: {},
      laps: [{ startS: 0, endS: 600 }],
      stated: { timerTimeS: 600, distanceM: 900 },
    });
  });

  test('starts with its lap, be the first point later', () => {
    const file = activities(activity('Biking', lap(0, 9, track(...points(3, 5)))));
    expect(first(file)).toMatchObject({
      startedAt: new Date(START_MS),
      channels: { time: [3, 4, 5] },
    });
  });

  test('of several sports is a recording for each part, transitions included', () => {
    const file = activities(
      `<MultiSportSession><Id>${at(0)}</Id><FirstSport>${activity('Running', lap(0, 9, track(...points(0, 9))))}</FirstSport><NextSport><Transition StartTime="${at(10)}"><TotalTimeSeconds>5</TotalTimeSeconds>${track(...points(10, 15))}</Transition>${activity('Biking', lap(16, 9, track(...points(16, 25))))}</NextSport></MultiSportSession>`,
    );
    expect(
      decode(file).recordings.map(({ sport, subSport, channels, stated }) => [
        sport,
        subSport,
        channels.time?.length,
        stated.timerTimeS,
      ]),
    ).toEqual([
      ['running', undefined, 10, 9],
      ['other', 'transition', 6, 5],
      ['cycling', undefined, 10, 9],
    ]);
  });

  test('is none where there is but a course, a workout or nothing', () => {
    expect(refusal(tcx('<Courses><Course><Name>c</Name></Course></Courses>'))).toBe(
      'not_an_activity',
    );
    expect(refusal(tcx('<Workouts><Workout Sport="Biking"/></Workouts>'))).toBe('not_an_activity');
    expect(refusal(activities(activity('Biking')))).toBe('no_data');
  });

  test('keeps no lap that is years away from its points', () => {
    const file = activities(
      activity('Biking', `<Lap StartTime="1999-01-01T00:00:00Z">${track(...points(0, 5))}</Lap>`),
    );
    expect(first(file)).toMatchObject({ startedAt: new Date(START_MS), laps: [] });
  });

  test('cut off anywhere keeps every trackpoint that was whole', () => {
    const text = activities(
      activity('Biking', lap(0, 2, track(...points(0, 2))), lap(3, 2, track(...points(3, 5)))),
    );
    const times = first(text)?.channels.time;
    const seen = new Set<number>();
    for (let cut = 0; cut < text.length - '</TrainingCenterDatabase>'.length; cut += 1) {
      const part = text.slice(0, cut);
      const whole = part.split('</Trackpoint>').length - 1;
      if (whole > 0) {
        expect(first(part)?.channels.time, part).toEqual(times?.slice(0, whole));
        expect(decode(part).warnings.map(({ code }) => code)).toEqual(['truncated']);
        seen.add(whole);
      } else if (!part.includes('<Lap StartTime="2026-05-01T06:30:00.000Z">')) {
        expect(refusal(part), part).not.toBe('read');
      }
    }
    expect(seen.size).toBe(6);
  });
});
