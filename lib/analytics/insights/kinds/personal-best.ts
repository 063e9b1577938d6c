import type { Evidence, InsightKind, RecordFacts } from '../insight.ts';
import { phrase, type Shown } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { clock, course, duration, span, watts, whole } from '../show.ts';

/** Before fewer there was little to beat. */
const FEWEST = 5;
const LEAST_PCT = 1;
/** Of power, s: shorter is chance and the sensor’s. */
const SHORTEST_S = 5;

/** An effort better than all before it in two years; of several, the one that beats the old best by most. */
export const personalBest: InsightKind = {
  id: 'personal_best',
  theme: 'record',
  version: 1,
  sports: 'any',
  contested: false,
  find({ records }) {
    const [found] = records
      .filter(({ kind, span: of }) => kind === 'speed' || of >= SHORTEST_S)
      .filter((record) => record.activities >= FEWEST && gainPct(record) >= LEAST_PCT)
      .sort((a, b) => gainPct(b) - gainPct(a) || b.span - a.span);
    if (found === undefined) {
      return undefined;
    }
    const gain = gainPct(found);
    const { what, now, before, show } = wordsOf(found);
    const count = evidence('history.activities', found.activities, '');
    const days = evidence('history.days', found.days, 'd');
    return {
      title: 'A personal best',
      text: phrase`${what} ${show(now)}: your best in ${span(days)}, of ${whole(count)} activities before with one. The best until now was ${show(before)}.`,
      surprise: 0.75 + 0.25 * ramp(gain, LEAST_PCT, 5),
      certainty: 0.9,
      usefulness: 0.95,
    };
  },
};

const gainPct = ({ value, previous }: RecordFacts) => (value / previous - 1) * 100;

const evidence = (metric: string, value: number, unit: string): Evidence => ({
  metric,
  value,
  unit,
});

function wordsOf({ kind, span: of, value, previous }: RecordFacts): {
  what: Shown;
  now: Evidence;
  before: Evidence;
  show: (evidence: Evidence) => Shown;
} {
  if (kind === 'power') {
    const lasting = evidence('record.duration_s', of, 's');
    return {
      what: phrase`${duration(lasting)} at`,
      now: evidence('record.power_w', value, 'W'),
      before: evidence('record.previous.power_w', previous, 'W'),
      show: watts,
    };
  }
  // kept as speeds, told as times
  const way = evidence('record.distance_m', of, 'm');
  return {
    what: phrase`${course(way)} in`,
    now: evidence('record.time_s', of / value, 's'),
    before: evidence('record.previous.time_s', of / previous, 's'),
    show: clock,
  };
}
