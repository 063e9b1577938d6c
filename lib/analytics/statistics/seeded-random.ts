/**
 * A stream of pseudo-random numbers in [0, 1) that a 32-bit seed determines: the same seed, the same figures
 * on every run. For resampling, not for secrets.
 *
 * Source: mulberry32 (Tommy Ettinger, public domain); period 2³².
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
