import { parseTime } from './parse-time.ts';

/** How the names of months begin in English, German, French, Spanish, Italian, Portuguese and Dutch. */
const MONTHS = [
  'jan|ene|gen',
  'feb|fev',
  'mar|mrt',
  'apr|avr|abr',
  'may|mai|mag|mei',
  'jun|juin|giu',
  'jul|juil|lug',
  'aug|aou|ago',
  'sep|set',
  'oct|okt|ott|out',
  'nov',
  'dec|dez|dic',
].map((names) => new RegExp(`^(${names})`));

const CLOCK = /(\d{1,2})[:h.](\d\d)(?:[:.](\d\d))?\s*([ap])?\.?\s*m?/i;

/**
 * A date and time as people write them, UTC: `May 29, 2022, 3:53:35 PM`, `29 mai 2022 à 15:53:35`,
 * `29.05.2022, 15:53:35`, `2022-05-29 15:53:35`. Between numbers only, a dot or a slash puts the day first.
 * `undefined`: no such date.
 */
export function parseWrittenDate(text: string): Date | undefined {
  const plain = text.slice(0, 100).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const ms = parseTime(plain);
  if (ms !== undefined) {
    return new Date(ms);
  }
  const date = numericDate(plain) ?? namedDate(plain);
  if (!date) {
    return undefined;
  }
  const { year, month, day, rest } = date;
  const [, hours, minutes, seconds = '0', half] = CLOCK.exec(rest) ?? [];
  const hour =
    half === undefined ? Number(hours ?? 0) : (Number(hours) % 12) + (half === 'p' ? 12 : 0);
  const at = Date.UTC(year, month, day, hour, Number(minutes ?? 0), Number(seconds));
  const isReal = new Date(at).getUTCMonth() === month && hour < 24;
  return isReal && at >= 0 ? new Date(at) : undefined;
}

interface Parts {
  year: number;
  /** From 0. */
  month: number;
  day: number;
  rest: string;
}

function numericDate(text: string): Parts | undefined {
  const [whole, day, month, year] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})\D/.exec(`${text} `) ?? [];
  return whole === undefined
    ? undefined
    : {
        year: Number(year),
        month: Number(month) - 1,
        day: Number(day),
        rest: text.slice(whole.length),
      };
}

function namedDate(text: string): Parts | undefined {
  const [, year] = /\b(\d{4})\b/.exec(text) ?? [];
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  const month = words.flatMap((word) => {
    const month = MONTHS.findIndex((pattern) => pattern.test(word));
    return month === -1 ? [] : [month];
  })[0];
  const [, day] = /(?:^|\D)(\d{1,2})(?!\d|[:h])/.exec(text) ?? [];
  return year === undefined || month === undefined || day === undefined
    ? undefined
    : { year: Number(year), month, day: Number(day), rest: text.slice(text.indexOf(year) + 4) };
}
