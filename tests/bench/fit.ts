/**
 * How long a FIT file of a ride takes to become a recording, beside fit-file-parser alone on the same file, in one
 * process and in turns; and how much memory a long one takes. The parser gives objects of messages; a recording is
 * that and the repair, the channels, sessions and laps. The files are made by code and always the same.
 *
 *     node tests/bench/fit.ts
 */
import { spawnSync } from 'node:child_process';
import FitParser from 'fit-file-parser';
import { analyse } from '../../lib/analytics/analyse.ts';
import { findInsights } from '../../lib/analytics/insights/find-insights.ts';
import { toNewAnalysis } from '../../lib/features/analysis/to-new-analysis.ts';
import { toFacts } from '../../lib/features/insights/to-facts.ts';
import { decodeFit } from '../../lib/recording/fit/decode-fit.ts';
import { madeUpFit } from '../support/fit-builder.ts';
import { type Finding, median, printFindings, quantile, rounded } from './verdicts.ts';

const RECORDS = 10_000;
const LONG_RECORDS = 100_000;
const ROUNDS = 41;
const WARM_UP_ROUNDS = 10;
const AT_MOST = 1.3;
const AT_MOST_MIB = 512;
/** From the file to its insights, without the database. */
const AT_MOST_MS = 150;
const THRESHOLDS = { ftpW: 200, criticalPowerW: 195, wPrimeJ: 18_000, lthrBpm: 160 };
const NOW = new Date('2026-11-20T12:00:00Z');
/** Started again with this, it decodes the long file alone and tells the most memory it took. */
const MEMORY = '--memory';

if (process.argv.includes(MEMORY)) {
  const { recordings } = decodeFit(madeUpFit({ count: LONG_RECORDS }).file, {});
  const samples = recordings[0]?.channels.time?.length ?? 0;
  const mib = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ samples, mib }));
} else {
  const file = Buffer.from(madeUpFit({ count: RECORDS }).file);
  const parser = new FitParser({ force: true, mode: 'list' });
  const contenders = [
    {
      name: 'bare fit-file-parser',
      run: () => {
        let records = 0;
        parser.parse(file, (_, parsed) => {
          records = parsed?.records?.length ?? 0;
        });
        return records;
      },
    },
    {
      name: 'decodeFit: repair, decode, map',
      run: () => decodeFit(file, {}).recordings[0]?.channels.time?.length ?? 0,
    },
  ].map((contender) => ({ ...contender, times: [] as number[] }));

  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    // in turns, and each first every other time
    for (const { name, run, times } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const start = performance.now();
      const records = run();
      const ms = performance.now() - start;
      if (records !== RECORDS) {
        throw new Error(`${name} found ${records} records.`);
      }
      if (round >= 0) {
        times.push(ms);
      }
    }
  }
  const [bareMs = Number.NaN] = contenders.map(({ times }) => median(times));
  const findings = contenders.map(({ name, times }, index): Finding => {
    const value = rounded(median(times) / bareMs, 3);
    return {
      name,
      figures: {
        n: times.length,
        'median ms': rounded(median(times), 2),
        'p95 ms': rounded(quantile(times, 0.95), 2),
        ratio: value,
      },
      ...(index === 0 ? {} : { held: { value, atMost: AT_MOST } }),
    };
  });
  const wholeMs = timesOfPipeline(file);
  findings.push({
    name: 'decode, analyse, find insights',
    figures: {
      n: wholeMs.length,
      'median ms': rounded(median(wholeMs), 2),
      'p95 ms': rounded(quantile(wholeMs, 0.95), 2),
    },
    held: { value: rounded(median(wholeMs), 1), atMost: AT_MOST_MS },
  });
  const isFast = printFindings(
    `A FIT file of ${RECORDS} records, ${Math.round(file.length / 1000)} kB`,
    findings,
  );

  const { stdout } = spawnSync(process.execPath, [import.meta.filename, MEMORY], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { samples, mib } = JSON.parse(stdout) as { samples: number; mib: number };
  const isSmall = printFindings(`Memory of a process that decodes ${LONG_RECORDS} records`, [
    {
      name: 'most MiB resident',
      figures: { samples, MiB: Math.round(mib) },
      held: { value: samples === LONG_RECORDS ? Math.round(mib) : Number.NaN, atMost: AT_MOST_MIB },
    },
  ]);
  process.exitCode = isFast && isSmall ? 0 : 1;
}

/** ms of each time a file went all the way, after the warm-up. */
function timesOfPipeline(file: Uint8Array): number[] {
  const times: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const start = performance.now();
    const [recording] = decodeFit(file, {}).recordings;
    if (recording === undefined) {
      throw new Error('The file held no recording.');
    }
    const { sport, channels } = recording;
    const analysis = toNewAnalysis(analyse({ sport, channels }, THRESHOLDS), {
      computedAt: NOW,
      thresholds: {} as never,
      inputs: { from: 'samples', channels: Object.keys(channels) },
      quality: [],
    });
    const activity = { athlete_id: '', sport, started_at: NOW.toISOString() };
    const past = { history: [], records: [], is_past_coming: false };
    findInsights(toFacts({ ...activity, analysis, ...past }, { days: 90 }));
    if (round >= 0) {
      times.push(performance.now() - start);
    }
  }
  return times;
}
