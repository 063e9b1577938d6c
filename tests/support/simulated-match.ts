/** `r` rally, `s` rest between rallies, `B` break between games; each of so many seconds. */
export type MatchPhase = readonly [kind: 'r' | 's' | 'B', lastsS: number];

const PHASES = {
  r: { targetBpm: 185, timeConstantS: 30 },
  s: { targetBpm: 140, timeConstantS: 57 },
  B: { targetBpm: 105, timeConstantS: 57 },
};

/** Heart rate at 1 Hz of a player whose heart follows effort with a first-order lag, to 0.01 bpm. */
export function simulatedMatch(schedule: readonly MatchPhase[], startBpm = 120): Float64Array {
  const out: number[] = [];
  let bpm = startBpm;
  for (const [kind, lastsS] of schedule) {
    const { targetBpm, timeConstantS } = PHASES[kind];
    for (let second = 0; second < lastsS; second += 1) {
      bpm += (targetBpm - bpm) / timeConstantS;
      out.push(Math.round(bpm * 100) / 100);
    }
  }
  return Float64Array.from(out);
}
