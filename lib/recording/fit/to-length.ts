import type { SwimLength, SwimStroke } from '../../analytics/swimming/swim-length.ts';
import { type FitMessage, numberIn, textIn } from './fit-message.ts';

const STROKES: Record<string, SwimStroke> = {
  freestyle: 'free',
  backstroke: 'back',
  breaststroke: 'breast',
  butterfly: 'fly',
  drill: 'drill',
};

/** A length message of a session, whose start is given in s since the start of the recording. */
export function toLength(
  length: FitMessage,
  { startS, session }: { startS: number; session: FitMessage },
): SwimLength {
  const isIdle = length['length_type'] === 'idle';
  const style = textIn(length, 'swim_stroke') ?? textIn(session, 'swim_stroke') ?? '';
  return {
    startS,
    durationS: numberIn(length, 'total_elapsed_time') ?? 0,
    strokes: isIdle ? undefined : numberIn(length, 'total_strokes'),
    stroke: isIdle ? 'idle' : (STROKES[style] ?? 'mixed'),
  };
}
