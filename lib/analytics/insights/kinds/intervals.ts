import { change, ofSpan } from '../evidence.ts';
import type { Evidence, InsightFacts, InsightKind, SpanFacts } from '../insight.ts';
import { phrase, type Shown, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, paceOfSpeed, percent, watts, whole } from '../show.ts';

const FEWEST = 3;
const SHORTEST_S = 30;
/** Repeats of one another: of the median duration, give or take. */
const ALIKE_RATIO = 1.4;
/** Of all the efforts found, so many must be repeats: else it was no set. */
const LEAST_SHARE = 0.6;
const LOST_PCT = -5;
const HELD_PCT = -3;
const ROSE_PCT = 4;

/** Whether the repeats of a set were held, from the first to the last. */
export const intervals: InsightKind = {
  id: 'intervals',
  theme: 'intervals',
  version: 1,
  sports: ['cycling', 'running'],
  contested: false,
  find(facts) {
    const isRide = facts.sport === 'cycling';
    const repeats = repeatsOf(facts, isRide ? 'averagePowerW' : 'averageSpeedMps');
    const [first] = repeats;
    const last = repeats.at(-1);
    if (first === undefined || last === undefined || repeats.length < FEWEST) {
      return undefined;
    }
    const lowest = repeats.reduce((a, b) => (b.output.value < a.output.value ? b : a));
    const said = {
      certainty: isRide ? 0.85 : 0.65,
      usefulness: 0.9,
    };
    const output = isRide ? watts : paceOfSpeed;
    const count = whole({ metric: 'count.repeats', value: repeats.length, unit: '' });
    const set = phrase`${count} efforts of about ${duration(first.lasts)}`;
    const changed = change('interval_output', first.output, last.output);
    const fell = change('interval_lowest', first.output, lowest.output);
    const fromTo: Shown = phrase`${output(first.output)} in the first, ${output(last.output)} in the last`;
    if (changed.value <= LOST_PCT) {
      return {
        ...said,
        title: 'Intervals fell off',
        text: phrase`The last of ${set} was ${percent(changed)} ${word(isRide ? 'below' : 'slower than')} the first: ${fromTo}.`,
        surprise: 0.5 + 0.5 * ramp(-changed.value, 5, 15),
      };
    }
    if (changed.value >= ROSE_PCT) {
      return {
        ...said,
        title: 'Strong last interval',
        text: phrase`${set} got ${percent(changed)} ${word(isRide ? 'stronger' : 'faster')}: ${fromTo}.`,
        surprise: 0.5 + 0.3 * ramp(changed.value, 4, 12),
      };
    }
    if (fell.value >= HELD_PCT) {
      return {
        ...said,
        title: 'Intervals held',
        text: phrase`${set} were held: ${fromTo}.`,
        basis: [fell, lowest.output],
        surprise: 0.35 + 0.4 * ramp(repeats.length, FEWEST, 10),
      };
    }
    return undefined;
  },
};

interface Repeat {
  output: Evidence;
  lasts: Evidence;
}

function repeatsOf(
  { intervals: found }: InsightFacts,
  field: 'averagePowerW' | 'averageSpeedMps',
): Repeat[] {
  const long = found.filter(({ timerTimeS }) => timerTimeS >= SHORTEST_S);
  const times = long.map(({ timerTimeS }) => timerTimeS).sort((a, b) => a - b);
  const median = times[times.length >> 1] ?? 0;
  const isAlike = ({ timerTimeS }: SpanFacts) =>
    Math.max(timerTimeS, median) <= ALIKE_RATIO * Math.min(timerTimeS, median);
  const repeats = found.flatMap((span, index): Repeat[] => {
    const at = { list: 'intervals', index, span } as const;
    const output = ofSpan(at, field);
    const lasts = ofSpan(at, 'timerTimeS');
    return output !== undefined && output.value > 0 && lasts !== undefined && isAlike(span)
      ? [{ output, lasts }]
      : [];
  });
  return repeats.length >= LEAST_SHARE * long.length ? repeats : [];
}
