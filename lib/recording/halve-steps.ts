import type { FileRecording, FileWarning } from './recording.ts';

/** Nobody takes 240 steps a minute for half of a run: a median above this counts both legs. */
const MOST_STRIDES_RPM = 120;

/** Cadence on foot in steps, which some programs write, becomes strides of one leg, in place. */
export function halveSteps(recording: FileRecording, warnings: FileWarning[]): void {
  const { sport, channels } = recording;
  if (!['running', 'walking', 'hiking'].includes(sport) || channels.cadence === undefined) {
    return;
  }
  const moving = channels.cadence.filter((rpm) => rpm !== null && rpm > 0) as number[];
  const median = moving.toSorted((a, b) => a - b)[moving.length >> 1];
  if (median !== undefined && median > MOST_STRIDES_RPM) {
    channels.cadence = channels.cadence.map((rpm) => (rpm === null ? null : rpm / 2));
    warnings.push({
      code: 'cadence_in_steps',
      detail: 'The cadence in the file counts the steps of both legs and was halved.',
    });
  }
}
