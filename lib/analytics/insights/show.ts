/** How evidence is told: rounded to what it is worth, lengths and temperatures in the athlete’s units. */
import type { Evidence, Units } from './insight.ts';
import type { Shown } from './phrase.ts';

const METRES_PER_MILE = 1609.344;
const METRES_PER_YARD = 0.9144;
const FEET_PER_METRE = 1 / 0.3048;
const POUNDS_PER_KG = 1 / 0.45359237;

/** Distances with a name of their own in every unit. */
const COURSES: Record<number, string> = {
  [METRES_PER_MILE]: 'The mile',
  8046.72: '5 miles',
  16093.44: '10 miles',
  21097.5: 'The half marathon',
  42195: 'The marathon',
};

const DAYS_PER_MONTH = 30.4;

type Show = (evidence: Evidence) => Shown;

const show =
  (write: (value: number, units: Units) => string): Show =>
  (evidence) => ({ evidence: [evidence], in: (units) => write(evidence.value, units) });

export const whole: Show = show((value) => grouped(value, 0));
export const decimal: Show = show((value) => grouped(value, 2));
export const beats: Show = show((value) => `${Math.abs(value).toFixed(0)} bpm`);
export const watts: Show = show((value) => `${grouped(value, 0)} W`);
export const kilojoules: Show = show((value) => `${grouped(Math.abs(value) / 1000, 1)} kJ`);
export const cadence: Show = show((value) => `${value.toFixed(0)} steps a minute`);

/** Without its sign: words tell which way. */
export const percent: Show = show((value) => {
  const size = Math.abs(value);
  return `${grouped(size, size < 9.95 ? 1 : 0)} %`;
});

/** How long something took. */
export const duration: Show = show((value) => {
  const seconds = Math.round(value);
  if (seconds < 120) {
    return `${seconds} s`;
  }
  const minutes = Math.round(value / 60);
  return minutes < 100
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
});

/** A time that was raced, to the second: 23:41. */
export const clock: Show = show((value) => clockOf(value));

/** Of something short, to the tenth. */
export const seconds: Show = show((value) => `${grouped(value, 1)} s`);

/** Days, as long as they are: days, months or years. */
export const span: Show = show((value) => {
  if (value < 60) {
    return `${value.toFixed(0)} days`;
  }
  return value < 700
    ? `${(value / DAYS_PER_MONTH).toFixed(0)} months`
    : `${(value / 365).toFixed(0)} years`;
});

/** s per km. */
export const pace: Show = show((value, units) => paceOf(value / 1000, units));
/** m/s. */
export const paceOfSpeed: Show = show((value, units) => paceOf(1 / value, units));

/** s per 100 m. */
export const swimPace: Show = show((value, units) =>
  units === 'imperial'
    ? `${clockOf(value * METRES_PER_YARD)} per 100 yd`
    : `${clockOf(value)} per 100 m`,
);

/** m, as a way covered. */
export const distance: Show = show((value, units) => {
  if (units === 'imperial') {
    return `${grouped(value / METRES_PER_MILE, 1)} mi`;
  }
  return value < 1000 ? `${value.toFixed(0)} m` : `${grouped(value / 1000, 1)} km`;
});

/** m, as a course with a name. */
export const course: Show = show(
  (value) => COURSES[value] ?? (value < 1000 ? `${value} m` : `${value / 1000} km`),
);

/** m/s. */
export const speed: Show = show((value, units) =>
  units === 'imperial'
    ? `${((value * 3600) / METRES_PER_MILE).toFixed(1)} mph`
    : `${(value * 3.6).toFixed(1)} km/h`,
);

/** m, up. */
export const height: Show = show((value, units) =>
  units === 'imperial' ? `${grouped(value * FEET_PER_METRE, 0)} ft` : `${grouped(value, 0)} m`,
);

/** m, of a stroke or step. */
export const reach: Show = show((value, units) =>
  units === 'imperial' ? `${(value * FEET_PER_METRE).toFixed(2)} ft` : `${value.toFixed(2)} m`,
);

export const temperature: Show = show((value, units) =>
  units === 'imperial' ? `${((value * 9) / 5 + 32).toFixed(0)} °F` : `${value.toFixed(0)} °C`,
);

export const weight: Show = show((value, units) =>
  units === 'imperial' ? `${grouped(value * POUNDS_PER_KG, 0)} lb` : `${grouped(value, 0)} kg`,
);

function paceOf(secondsPerMetre: number, units: Units): string {
  return units === 'imperial'
    ? `${clockOf(secondsPerMetre * METRES_PER_MILE)} /mi`
    : `${clockOf(secondsPerMetre * 1000)} /km`;
}

function clockOf(value: number): string {
  const seconds = Math.round(value);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${h > 0 ? String(m).padStart(2, '0') : m}:${String(s).padStart(2, '0')}`;
  return h > 0 ? `${h}:${tail}` : tail;
}

/** 12345.6 -> 12,346; without zeros that say nothing. */
function grouped(value: number, decimals: number): string {
  const [digits = '', fraction = ''] = value.toFixed(decimals).split('.');
  const rest = fraction.replace(/0+$/, '');
  return digits.replaceAll(/\B(?=(\d{3})+$)/g, ',') + (rest === '' ? '' : `.${rest}`);
}
