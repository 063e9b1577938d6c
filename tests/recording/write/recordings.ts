import { SPORTS } from '../../../lib/analytics/recording.ts';
import { SWIM_STROKES } from '../../../lib/analytics/swimming/swim-length.ts';
import type { Channels, LatLng } from '../../../lib/recording/channels.ts';
import { emptyRecording } from '../../../lib/recording/empty-recording.ts';
import type { FileRecording, RecordedDevice } from '../../../lib/recording/recording.ts';
import * as fc from '../../support/fast-check.ts';

/** A recording that says nothing but when it began. */
export function blankRecording(): FileRecording {
  return { ...emptyRecording(), startedAt: new Date('2026-05-01T06:00:00Z') };
}

const device = (told: Partial<RecordedDevice>): RecordedDevice => ({
  name: undefined,
  manufacturer: undefined,
  product: undefined,
  serialNumber: undefined,
  softwareVersion: undefined,
  kind: undefined,
  ...told,
});

const seconds = (fromS: number, toS: number) =>
  Array.from({ length: toS - fromS }, (_, index) => fromS + index);

/** On the hour at 1 Hz, with two pauses, power, a sensor's own field and dropouts. */
export function ride(): FileRecording {
  const time = [...seconds(0, 300), ...seconds(420, 700), ...seconds(760, 1000)];
  const rises = (s: number) => Math.sin(s / 40);
  const channels: Channels = {
    time,
    heart_rate: time.map((s) => (s % 97 === 0 ? null : Math.round(140 + 20 * rises(s)))),
    power: time.map((s) => Math.max(0, Math.round(200 + 150 * rises(s / 3)))),
    cadence: time.map((s) => (s % 50 < 5 ? 0 : 88)),
    speed: time.map((s) => Math.round(8000 + 1500 * rises(s)) / 1000),
    distance: time.map((s) => s * 8.25),
    altitude: time.map((s) => 100 + Math.round(50 * rises(s / 5)) / 5),
    latlng: time.map((s): LatLng | null => (s < 5 ? null : [46.05 + s * 7e-5, 14.5 - s * 1e-5])),
    temperature: time.map(() => -3),
    grade: time.map((s) => Math.round(400 * rises(s)) / 100),
  };
  return {
    ...blankRecording(),
    sport: 'cycling',
    subSport: 'road',
    name: 'Climb & “sprint” <3',
    notes: 'First line\nsecond line',
    devices: [
      device({ name: 'Edge 530', serialNumber: '3987654321', softwareVersion: '9.75' }),
      device({ name: 'HRM-Pro', kind: 'heart_rate' }),
    ],
    stated: { elevationGainM: 123.5, caloriesKcal: 345, weightedPowerW: 231, workKj: 187 },
    channels,
    developerFields: [
      {
        name: 'skin_temperature',
        unit: '°C',
        developer: undefined,
        values: time.map((s) => (s % 10 === 0 ? 37 + s / 8192 : null)),
      },
      { name: 'precise', unit: undefined, developer: undefined, values: time.map((s) => s / 3) },
    ],
    laps: [
      { startS: 0, endS: 450 },
      { startS: 450, endS: 999 },
    ],
    events: [{ atS: 30, event: 'user_marker', type: 'marker', data: 7 }],
    pauses: [
      { fromS: 299, toS: 420 },
      { fromS: 699, toS: 760 },
    ],
  };
}

/** With strides counted by halves, and laps of a fraction of a second. */
export function run(): FileRecording {
  const time = seconds(0, 600);
  return {
    ...blankRecording(),
    sport: 'running',
    subSport: 'trail',
    channels: {
      time,
      heart_rate: time.map((s) => 120 + (s % 40)),
      cadence: time.map((s) => 80 + (s % 12) / 2),
      distance: time.map((s) => s * 3.5),
      altitude: time.map((s) => 400 + (s % 10) / 5),
      latlng: time.map((s): LatLng => [-33.9 - s * 3e-5, 151.2]),
      vertical_oscillation: time.map((s) => 80 + (s % 100) / 10),
      stance_time: time.map((s) => 240 + (s % 70) / 10),
      step_length: time.map((s) => (s < 9 ? null : 1100 + (s % 900) / 10)),
      respiration_rate: time.map((s) => 30 + (s % 500) / 100),
      core_body_temperature: time.map((s) => 37 + (s % 150) / 100),
      left_right_balance: time.map((s) => 48 + (s % 5)),
    },
    laps: [
      { startS: 0, endS: 280.25 },
      { startS: 280.25, endS: 599 },
    ],
  };
}

export function poolSwim(): FileRecording {
  const strokes = ['free', 'back', 'breast', 'fly', 'mixed', 'drill', 'idle', 'free'] as const;
  return {
    ...blankRecording(),
    sport: 'swimming',
    subSport: 'lap_swimming',
    poolM: 22.86,
    lengths: strokes.map((stroke, index) => ({
      startS: index * 30,
      durationS: 29.5,
      stroke,
      strokes: stroke === 'idle' || stroke === 'drill' ? undefined : 10 + index,
    })),
    laps: [
      { startS: 0, endS: 180 },
      { startS: 180, endS: 240 },
    ],
    channels: { time: seconds(0, 240), heart_rate: seconds(0, 240).map((s) => 110 + (s % 30)) },
  };
}

export function strength(): FileRecording {
  const set = (kind: 'active' | 'rest', startS: number) => ({
    kind,
    startS,
    durationS: 45.5,
    exercise: kind === 'active' ? 'barbell_bench_press' : undefined,
    reps: kind === 'active' ? 8 : undefined,
    weightKg: kind === 'active' ? 82.5 : undefined,
  });
  return {
    ...blankRecording(),
    sport: 'strength',
    subSport: 'strength_training',
    sets: [set('active', 0), set('rest', 46), set('active', 120), set('rest', 166)],
  };
}

export function squash(): FileRecording {
  const time = seconds(0, 400);
  return {
    ...blankRecording(),
    sport: 'squash',
    subSport: 'squash',
    channels: { time, heart_rate: time.map((s) => 130 + (s % 50)) },
  };
}

export function heartBeats(): FileRecording {
  const time = seconds(0, 120);
  return {
    ...blankRecording(),
    channels: { time, heart_rate: time.map(() => 75) },
    rrIntervalsMs: Array.from({ length: 153 }, (_, beat) => 790 + ((beat * 37) % 41)),
  };
}

/** Less than a second, of which a format of whole seconds makes one. */
const moment = (): FileRecording => ({
  ...blankRecording(),
  sport: 'cycling',
  channels: { time: [0.999], distance: [3.2967] },
});

export const HAND_MADE = { ride, run, poolSwim, strength, squash, heartBeats, moment };

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** Some kind of recording: any sport, any channels, laps, pauses, beats; times in whole seconds or parts. */
export const anyRecording: fc.Arbitrary<FileRecording> = fc
  .record({
    startMs: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2035, 0) }),
    sport: fc.constantFrom(...SPORTS),
    steps: fc.array(fc.constantFrom(1, 1, 1, 2, 0.25, 0.999, 7.5), { maxLength: 60 }),
    values: fc.infiniteStream(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 6 })),
    has: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
    name: maybe(fc.string({ unit: 'binary', maxLength: 40 })),
    notes: maybe(fc.string({ unit: 'grapheme', maxLength: 200 })),
    rrIntervalsMs: fc.array(fc.integer({ min: 250, max: 2500 }), { maxLength: 30 }),
    lapAt: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
    pauseAt: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    strokes: fc.array(fc.constantFrom(...SWIM_STROKES), { maxLength: 6 }),
    caloriesKcal: maybe(fc.integer({ min: 0, max: 9000 })),
  })
  .map((seed) => {
    const { startMs, sport, steps, values, has, name, notes, rrIntervalsMs } = seed;
    let timeS = 0;
    const time = steps.map((step) => (timeS += step));
    const channel = (index: number, [least, most]: [number, number]) =>
      has[index] && time.length > 0
        ? time.map(() => {
            const share = values.next().value ?? null;
            return share === null ? null : least + share * (most - least);
          })
        : undefined;
    const latitudes = channel(5, [-90, 90]);
    const longitudes = channel(5, [-180, 179.999]);
    const channels: Channels = {
      time,
      ...present('heart_rate', channel(0, [30, 220])),
      ...present('power', channel(1, [0, 2000])),
      ...present('cadence', channel(2, [0, 110])),
      ...present('speed', channel(3, [0, 30])),
      ...present('altitude', channel(4, [-400, 8000])),
      ...present('temperature', channel(6, [-30, 45])),
      ...present('grade', channel(7, [-40, 40])),
      ...(has[8] ? { distance: time.map((s) => s * 3.3) } : {}),
      ...(latitudes && longitudes
        ? {
            latlng: latitudes.map((lat, index): LatLng | null => {
              const lng = longitudes[index] ?? null;
              return lat === null || lng === null ? null : [lat, lng];
            }),
          }
        : {}),
    };
    const marks = [0, ...seed.lapAt.map((share) => share * timeS), timeS].sort((a, b) => a - b);
    const isCut = seed.lapAt.length > 0 && timeS > 0;
    const pauseAtS = (seed.pauseAt ?? 0) * timeS;
    return {
      ...blankRecording(),
      startedAt: new Date(startMs),
      sport,
      name,
      notes,
      channels: time.length > 0 ? channels : {},
      stated: seed.caloriesKcal === undefined ? {} : { caloriesKcal: seed.caloriesKcal },
      laps: isCut ? marks.slice(1).map((endS, index) => ({ startS: marks[index] ?? 0, endS })) : [],
      pauses: seed.pauseAt === undefined ? [] : [{ fromS: pauseAtS, toS: pauseAtS + 5 }],
      lengths: seed.strokes.map((stroke, index) => ({
        startS: index * 20,
        durationS: 19.5,
        stroke,
      })),
      poolM: seed.strokes.length > 0 ? 25 : undefined,
      rrIntervalsMs,
    };
  });

function present(name: keyof Channels, values: (number | null)[] | undefined) {
  return values?.some((value) => value !== null) ? { [name]: values } : {};
}
