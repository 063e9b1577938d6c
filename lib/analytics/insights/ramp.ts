/** How far a value is from one that says nothing to one that says all: 0 to 1, straight between. */
export function ramp(value: number, nothing: number, all: number): number {
  return Math.min(1, Math.max(0, (value - nothing) / (all - nothing)));
}
