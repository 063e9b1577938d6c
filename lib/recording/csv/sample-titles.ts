import type { SampleValues } from '../sample-columns.ts';
import { CHANNEL_OF_COLUMN } from './csv-columns.ts';

/** What a column tells, and how its numbers become those of the channel. */
export interface SampleColumn {
  tells: keyof SampleValues | 'timestamp' | 'time' | 'lap';
  toChannel: (number: number) => number;
}

const NAMES: [SampleColumn['tells'], string[]][] = [
  ['timestamp', ['timestamp', 'datetime', 'date_time', 'time_utc', 'utc_time', 'date']],
  ['time', ['time', 'elapsed', 'elapsed_time', 'seconds', 'secs']],
  ['lap', ['lap', 'lap_number', 'interval']],
  ['heart_rate', ['heart_rate', 'heartrate', 'hr', 'pulse']],
  ['power', ['power', 'watts']],
  ['cadence', ['cadence', 'cad']],
  ['speed', ['enhanced_speed', 'speed', 'velocity', 'velocity_smooth']],
  ['distance', ['distance', 'dist']],
  ['altitude', ['enhanced_altitude', 'altitude', 'alt', 'elevation', 'ele']],
  ['latDeg', ['lat', 'latitude', 'position_lat']],
  ['lngDeg', ['lng', 'lon', 'long', 'longitude', 'position_long', 'position_lng']],
  ['temperature', ['temperature', 'temp']],
  ['grade', ['grade', 'gradient', 'slope', 'grade_smooth']],
  ['motion', ['motion']],
  ['moving', ['moving', 'is_moving']],
];

const POSITION = ['latDeg', 'lngDeg'] as const;

const same = (number: number) => number;
const times = (factor: number) => (number: number) => number * factor;

/** The units a title may end in. A column without one is in the channel's own. */
const UNITS: Partial<Record<SampleColumn['tells'], Record<string, SampleColumn['toChannel']>>> = {
  timestamp: { utc: same, s: same, ms: same },
  time: { s: same, sec: same, seconds: same, ms: times(0.001), min: times(60) },
  heart_rate: { bpm: same },
  power: { w: same, watt: same, watts: same },
  cadence: { rpm: same, spm: times(0.5) },
  speed: {
    mps: same,
    m_s: same,
    kmh: times(1 / 3.6),
    km_h: times(1 / 3.6),
    kph: times(1 / 3.6),
    mph: times(0.44704),
  },
  distance: { m: same, km: times(1000), mi: times(1609.344), ft: times(0.3048) },
  altitude: { m: same, ft: times(0.3048) },
  latDeg: { deg: same },
  lngDeg: { deg: same },
  temperature: { c: same, f: (number) => ((number - 32) * 5) / 9 },
  motion: { mps2: same },
  grade: { pct: same, percent: same },
};

/** What a title means; `undefined`: nothing that is known, or in a unit that is not. */
export function sampleColumnOf(title: string): SampleColumn | undefined {
  const slug = title
    .slice(0, 100)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll('%', 'pct')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const own = CHANNEL_OF_COLUMN.get(slug);
  if (own) {
    const tells = own.channel === 'latlng' ? POSITION[own.part] : own.channel;
    return tells && { tells, toChannel: same };
  }
  for (const [tells, names] of NAMES) {
    if (names.includes(slug)) {
      // FIT's own name stands for its own unit
      return { tells, toChannel: slug.startsWith('position_') ? degreesOf : same };
    }
    const units = UNITS[tells] ?? {};
    const name = names.find((name) => slug.startsWith(`${name}_`));
    const unit = name === undefined ? '' : slug.slice(name.length + 1);
    const found = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (found) {
      return { tells, toChannel: found };
    }
  }
  return undefined;
}

/** Semicircles, unless they are degrees already. */
function degreesOf(number: number): number {
  return Math.abs(number) > 180 ? (number * 180) / 2 ** 31 : number;
}
