import type { Workout } from '../model.ts';
import { between, type Random } from '../random.ts';

/** A stretch of a session at this share of threshold: up to this share of the way, or for so long. */
export type Block = { intensity: number } & (
  | { until: number; forS?: never }
  | { forS: number; until?: never }
);

const steady: Record<
  Exclude<Workout, 'intervals' | 'test'>,
  readonly [low: number, high: number]
> = {
  recovery: [0.5, 0.58],
  endurance: [0.62, 0.7],
  tempo: [0.78, 0.86],
  long: [0.6, 0.68],
  race: [0.9, 0.98],
};

/**
 * All out for so long, s, and at which share of threshold: what an athlete with a W′ of a minute at threshold can.
 * Two tests, which together tell a curve.
 */
const allOut = [
  [
    [8, 3],
    [120, 1.5],
    [180, 1.34],
    [720, 1.08],
  ],
  [
    [12, 2.8],
    [60, 1.9],
    [300, 1.2],
    [1230, 1.04],
  ],
] as const;

function testBlocks(random: Random): Block[] {
  const blocks: Block[] = [{ until: 0.15, intensity: 0.66 }];
  for (const [forS, intensity] of allOut[random() < 0.5 ? 0 : 1]) {
    blocks.push({ forS, intensity }, { forS: 300, intensity: 0.5 });
  }
  blocks.push({ until: 1, intensity: 0.55 });
  return blocks;
}

/** The session as blocks that end at 1; warm-up and cool-down included. */
export function blocksOf(workout: Workout, random: Random): Block[] {
  if (workout === 'test') return testBlocks(random);
  if (workout !== 'intervals') {
    const [low, high] = steady[workout];
    const intensity = between(random, low, high);
    if (workout === 'recovery' || workout === 'long') return [{ until: 1, intensity }];
    return [
      { until: 0.12, intensity: intensity * 0.85 },
      { until: 0.9, intensity },
      { until: 1, intensity: intensity * 0.8 },
    ];
  }
  const blocks: Block[] = [{ until: 0.2, intensity: 0.62 }];
  const repeats = 3 + Math.floor(random() * 4);
  const each = 0.65 / repeats;
  for (let i = 0; i < repeats; i += 1) {
    const from = 0.2 + i * each;
    blocks.push({ until: from + each * 0.6, intensity: between(random, 1, 1.08) });
    blocks.push({ until: from + each, intensity: 0.5 });
  }
  blocks.push({ until: 1, intensity: 0.55 });
  return blocks;
}

/** Intensity typical of a session, to guess how long it takes before it is made. */
export function typicalIntensity(workout: Workout): number {
  if (workout === 'intervals' || workout === 'test') return 0.72;
  const [low, high] = steady[workout];
  return (low + high) / 2;
}
