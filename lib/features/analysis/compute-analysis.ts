import { type Analysis, analyse } from '../../analytics/analyse.ts';
import type { AnalysisInput, NewAnalysis } from '../../core/ports/analyses.ts';
import { analyseSummary } from './analyse-summary.ts';
import { fillLengths } from './fill-lengths.ts';
import { dayOf, resolveThresholds, toEngine } from './resolve-thresholds.ts';
import { toNewAnalysis } from './to-new-analysis.ts';
import { toRecording } from './to-recording.ts';

/** The analysis of an activity as it is stored: from its samples, or from its figures where it has none. */
export function computeAnalysis(input: AnalysisInput, computedAt: Date): NewAnalysis {
  const { activity, athlete } = input;
  const thresholds = resolveThresholds(input.thresholds, {
    date: dayOf(new Date(activity.started_at), athlete.time_zone),
    profileWeightKg: athlete.weight_kg,
  });
  const forEngine = toEngine(thresholds, athlete);
  const recording = toRecording(input);
  const channels = Object.keys(recording.channels).sort();
  if (channels.length === 0) {
    return toNewAnalysis(analyseSummary(activity, recording, forEngine), {
      computedAt,
      thresholds,
      // its average is all that figures rest on here
      inputs: {
        from: 'summary',
        channels: activity.average_heart_rate_bpm === null ? [] : ['heart_rate'],
      },
      quality: [],
    });
  }
  const { channels: filled, stepS } =
    recording.sport === 'swimming'
      ? fillLengths(recording.channels)
      : { channels: recording.channels, stepS: undefined };
  const analysis = analyse({ ...recording, channels: filled }, forEngine);
  const sparse: Analysis['quality'] =
    stepS === undefined
      ? []
      : [
          {
            code: 'sampled_sparsely',
            detail: sparseDetail(stepS),
            fromS: 0,
            toS: timerOf(analysis),
          },
        ];
  const quality = [...sparse, ...analysis.quality];
  return toNewAnalysis(analysis, {
    computedAt,
    thresholds,
    inputs: { from: 'samples', channels },
    quality,
  });
}

function sparseDetail(stepS: number): string {
  return `a sample every ${stepS.toFixed(0)} s, straight lines between`;
}

function timerOf({ metrics }: Analysis): number {
  return metrics.find(({ id }) => id === 'timer_time_s')?.value ?? 0;
}
