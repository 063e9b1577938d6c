import type { FileWarning } from '../recording.ts';
import type { FitContents } from './collect-fit.ts';
import type { ToRealTime } from './fit-clock.ts';
import { type FitMessage, numberIn, timeIn } from './fit-message.ts';
import { warn } from './fit-survey.ts';

/** One session of a file, and the time in which what has a time belongs to it: up to the next session. */
export interface Bout {
  session: FitMessage;
  /** As the session says, s of FIT. */
  startS: number | undefined;
  fromS: number;
  untilS: number;
}

/** A decathlon with its transitions has twenty. */
const MOST_SESSIONS = 50;

/** The sessions of a file by their start, wherever in the file they are; one without a session if there is none. */
export function boutsOf(
  contents: FitContents,
  { toRealTime, warnings }: { toRealTime: ToRealTime; warnings: FileWarning[] },
): Bout[] {
  const starts = contents.session.map((session) => ({
    session,
    startS: startOf(session, toRealTime),
  }));
  const timed = starts
    .filter(({ startS }) => startS !== undefined)
    .toSorted((a, b) => (a.startS ?? 0) - (b.startS ?? 0));
  const sessions = timed
    .filter((one, rank) => !isSame(one, timed[rank - 1]))
    .slice(0, MOST_SESSIONS);
  if (sessions.length < starts.length && starts.length > 1) {
    warn(
      warnings,
      'sessions_left_out',
      `${starts.length - Math.max(1, sessions.length)} of ${starts.length} sessions are repeated or have no time.`,
    );
  }
  const [first = starts[0] ?? { session: {}, startS: undefined }, ...others] = sessions;
  return [first, ...others].map(({ session, startS }, index) => ({
    session,
    startS,
    fromS: index === 0 ? Number.NEGATIVE_INFINITY : (startS ?? 0),
    untilS: others[index]?.startS ?? Number.POSITIVE_INFINITY,
  }));
}

function startOf(session: FitMessage, toRealTime: ToRealTime): number | undefined {
  const startS = timeIn(session, 'start_time');
  if (startS !== undefined) {
    return toRealTime(startS);
  }
  const endS = timeIn(session, 'timestamp');
  const elapsedS = numberIn(session, 'total_elapsed_time');
  return endS === undefined || elapsedS === undefined
    ? undefined
    : Math.floor(toRealTime(endS) - elapsedS);
}

type Started = { session: FitMessage; startS: number | undefined };

function isSame(one: Started, other: Started | undefined): boolean {
  return (
    one.startS === other?.startS &&
    ['sport', 'total_elapsed_time'].every((field) => one.session[field] === other?.session[field])
  );
}
