import { none, type Result } from '../result.ts';
import {
  type HeartRateVariability,
  heartRateVariability,
  READING,
} from './heart-rate-variability.ts';
import { type RrArtifacts, rrArtifacts } from './rr-artifacts.ts';

/** Rounds after which correcting goes round in circles. */
const MOST_ROUNDS = 10;

/**
 * RR intervals with their artifacts repaired: a missed beat is put in half-way, an extra one joined with the next,
 * others interpolated; repeated while that leaves fewer artifacts.
 *
 * Unit: ms. Source: Lipponen & Tarvainen 2019. `artifacts` are those of the first pass.
 */
export function correctRr(rrMs: Float64Array): { rrMs: Float64Array; artifacts: RrArtifacts } {
  const artifacts = rrArtifacts(rrMs);
  let best = { rrMs, artifacts };
  for (let round = 0; round < MOST_ROUNDS && countOf(best.artifacts) > 0; round += 1) {
    const repaired = repairedOnce(best.rrMs, best.artifacts);
    const left = rrArtifacts(repaired);
    if (countOf(left) >= countOf(best.artifacts)) {
      break;
    }
    best = { rrMs: repaired, artifacts: left };
  }
  return { rrMs: best.rrMs, artifacts };
}

/**
 * The variability of a reading, its artifacts repaired. Refused under 60 s (`too_short`) and with over 5 % of
 * artifacts (`too_many_artifacts`).
 */
export function readingVariability(rrMs: Float64Array): Result<HeartRateVariability> {
  if (!rrMs.every((rr) => rr > 0 && rr < Infinity)) {
    return none('not_plausible');
  }
  if (rrMs.reduce((sum, rr) => sum + rr, 0) < READING.shortestS * 1000) {
    return none('too_short');
  }
  const corrected = correctRr(rrMs);
  const artifactPct = (countOf(corrected.artifacts) / rrMs.length) * 100;
  if (artifactPct > READING.mostArtifactPct) {
    return none('too_many_artifacts');
  }
  const { value, reason } = heartRateVariability(corrected.rrMs);
  return value === undefined ? none(reason) : { value: { ...value, artifactPct } };
}

function countOf({ ectopic, missed, extra, longShort }: RrArtifacts): number {
  return ectopic.length + missed.length + extra.length + longShort.length;
}

function repairedOnce(rrMs: Float64Array, artifacts: RrArtifacts): Float64Array {
  const missed = new Set(artifacts.missed);
  const extra = new Set(artifacts.extra);
  const off = new Set([...artifacts.ectopic, ...artifacts.longShort]);
  const sound = (i: number) => !missed.has(i) && !extra.has(i) && !off.has(i);
  const out: number[] = [];
  for (let i = 0; i < rrMs.length; i += 1) {
    const rr = rrMs[i] as number;
    if (missed.has(i)) {
      out.push(rr / 2, rr / 2);
    } else if (extra.has(i) && i + 1 < rrMs.length) {
      out.push(rr + (rrMs[i + 1] as number));
      i += 1;
    } else if (off.has(i)) {
      out.push(between(rrMs, { at: i, sound }));
    } else {
      out.push(rr);
    }
  }
  return Float64Array.from(out);
}

/** On the line between the nearest sound intervals; at an end, the nearest. */
function between(
  rrMs: Float64Array,
  { at, sound }: { at: number; sound: (i: number) => boolean },
): number {
  let before = at - 1;
  while (before >= 0 && !sound(before)) {
    before -= 1;
  }
  let after = at + 1;
  while (after < rrMs.length && !sound(after)) {
    after += 1;
  }
  const low = rrMs[before] ?? rrMs[after] ?? 0;
  const high = rrMs[after] ?? low;
  return low + ((high - low) * (at - before)) / (after - before);
}
