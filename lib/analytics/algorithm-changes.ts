/** What a version of the analysis does otherwise than the one before it. */
export interface AlgorithmChange {
  /** Of the whole: ANALYSIS_VERSION as it was then. */
  version: number;
  what: string;
}

/** Newest first. Whoever raises a version writes here what an athlete will see change. */
export const ALGORITHM_CHANGES: readonly AlgorithmChange[] = [
  {
    version: 94,
    what: 'Matches have figures of their rallies, points and games, and of the breaks between them.',
  },
  {
    version: 72,
    what: 'Swims, rows, walks and hikes have best efforts over distances; power curves share their durations.',
  },
];

/** What is otherwise since a version, newest first. */
export function changesSince(version: number): AlgorithmChange[] {
  return ALGORITHM_CHANGES.filter((change) => change.version > version);
}
