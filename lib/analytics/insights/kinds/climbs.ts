import { change, ofSpan } from '../evidence.ts';
import type { ClimbFacts, Evidence, InsightFacts, InsightKind } from '../insight.ts';
import { join, phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { beats, duration, height, percent, watts } from '../show.ts';

const LEAST_GAIN_M = 100;
const FADED_PCT = -8;
const SHORTEST_S = 240;
/** Climbs that compare: as long as each other, give or take. */
const ALIKE_RATIO = 1.6;

/** Power on the last climb against the first; else what the biggest one took. */
export const climbs: InsightKind = {
  id: 'climbs',
  theme: 'climbs',
  version: 1,
  sports: ['cycling', 'running', 'hiking'],
  contested: false,
  find: (facts) => faded(facts) ?? biggest(facts),
};

function faded(facts: InsightFacts): ReturnType<InsightKind['find']> {
  const powers = facts.climbs.flatMap((span, index) => {
    const at = { list: 'climbs', index, span } as const;
    const power = ofSpan(at, 'averagePowerW');
    return power === undefined || span.timerTimeS < SHORTEST_S
      ? []
      : [{ power, lastsS: span.timerTimeS }];
  });
  const [first] = powers;
  const last = powers.at(-1);
  if (first === undefined || last === undefined || powers.length < 2) {
    return undefined;
  }
  const [short, long] = [first.lastsS, last.lastsS].sort((a, b) => a - b) as [number, number];
  const fell = change('climb_power', first.power, last.power);
  return fell.value > FADED_PCT || long > ALIKE_RATIO * short
    ? undefined
    : {
        title: 'Less power on the last climb',
        text: phrase`The last climb was ridden ${percent(fell)} below the first: ${watts(last.power)} after ${watts(first.power)}.`,
        surprise: 0.4 + 0.5 * ramp(-fell.value, 8, 25),
        certainty: 0.7,
        usefulness: 0.75,
      };
}

function biggest({ climbs: all }: InsightFacts): ReturnType<InsightKind['find']> {
  const span = all.reduce<ClimbFacts | undefined>(
    (most, climb) => (climb.gainM > (most?.gainM ?? 0) ? climb : most),
    undefined,
  );
  if (span === undefined || span.gainM < LEAST_GAIN_M) {
    return undefined;
  }
  const index = all.indexOf(span);
  const at = { list: 'climbs', index, span } as const;
  const of = (name: string, value: number, unit: string): Evidence => ({
    metric: `climbs[${index}].${name}`,
    value,
    unit,
  });
  const time = ofSpan(at, 'timerTimeS');
  const power = ofSpan(at, 'averagePowerW');
  const bpm = ofSpan(at, 'averageHeartRateBpm');
  const took = [
    time === undefined ? undefined : phrase`took ${duration(time)}`,
    power === undefined ? undefined : phrase`at ${watts(power)}`,
    bpm === undefined ? undefined : phrase`with ${beats(bpm)} on average`,
  ];
  const gain = of('gain_m', span.gainM, 'm');
  const grade = of('average_grade_pct', span.averageGradePct, '%');
  return {
    title: 'The biggest climb',
    text: phrase`The biggest climb, ${height(gain)} at ${percent(grade)}, ${join(took)}.`,
    surprise: 0.25 + 0.5 * ramp(span.gainM, LEAST_GAIN_M, 1000),
    certainty: 0.85,
    usefulness: 0.45,
  };
}
