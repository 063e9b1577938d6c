/** What an export is: its name, its paths, and its JSON files as they are read back, leniently. */
import * as z from 'zod';

export const EXPORT_FORMAT = 'fettle-export';
/** Rises where an older program could not read what a newer one writes. */
export const EXPORT_VERSION = 1;

export const MANIFEST_PATH = 'manifest.json';

/** Any row: what is right in it the database decides. */
const row = z.record(z.string(), z.json());

export type ExportedRow = z.output<typeof row>;

export const exportManifest = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.int().min(1),
  export_id: z.guid(),
  athlete_id: z.guid(),
  volume: z.int().min(1),
});

/** A table's rows, or the one row it has. */
export const exportedRows = z.union([z.array(row).max(100_000), row.transform((one) => [one])]);

/** IANA names only: everything that shows times asks for the zone. */
function isTimeZone(name: unknown): boolean {
  try {
    return (
      typeof name === 'string' && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
    );
  } catch {
    return false; // Intl throws a RangeError for a name it does not know
  }
}

export const exportedProfile = row.transform(
  ({ time_zone, ...profile }): ExportedRow =>
    time_zone !== undefined && isTimeZone(time_zone) ? { ...profile, time_zone } : profile,
);

const time = z.iso.datetime({ offset: true });
const timeBetween = time.refine(
  (text) => Date.parse(text) >= Date.UTC(1900, 0, 1) && Date.parse(text) < Date.UTC(2200, 0, 1),
);

export const exportedActivity = z
  .object({
    id: z.guid().toLowerCase(),
    source: z.enum(['strava', 'file', 'app', 'manual']),
    source_id: z.string().max(200).nullish(),
    started_at: timeBetween,
    ended_at: timeBetween.nullish(),
    created_at: timeBetween.optional(),
    metadata: row.default({}),
    summary: row.default({}),
    source_metadata: row.default({}),
    field_origins: row.default({}),
  })
  .catchall(z.json());

/** Pairs of activities, by their ids in the export. */
export const exportedLinks = z
  .array(
    z.object({
      a_id: z.guid().toLowerCase(),
      b_id: z.guid().toLowerCase(),
      kind: z.string().max(20),
    }),
  )
  .max(100_000);

const number = z.number();
const maybe = number.nullable();
const span = z.object({ from_s: number, to_s: number }).catchall(z.json());

/** In the shape in which analyses are stored, as far as sums rest on it; the rest as it is. */
export const exportedAnalysis = z
  .object({
    algorithm_version: z.int().min(0),
    computed_at: timeBetween,
    thresholds: z.record(
      z.string(),
      z.object({ value: number, effective_from: z.iso.date().nullable() }).nullable(),
    ),
    inputs: z.object({ from: z.enum(['samples', 'summary']), channels: z.array(z.string()) }),
    metrics: z.array(z.object({ id: z.string(), value: maybe, reason: z.string().nullable() })),
    load: maybe,
    load_method: z.string().nullable(),
    laps: z.array(span),
    intervals: z.array(span),
    climbs: z.array(span),
    best_efforts: z.array(
      z.object({
        of: z.enum(['power', 'distance']),
        duration_s: number,
        from_s: number,
        distance_m: maybe,
        power_w: maybe,
      }),
    ),
    zones: z.array(
      z.object({
        scheme: z.string(),
        reason: z.string().nullable(),
        lower_bounds: z.array(number),
        seconds_s: z.array(number),
        below_s: maybe,
        missing_s: maybe,
      }),
    ),
    curves: z.object({
      power: z
        .object({
          durations_s: z.array(z.int().min(0)),
          powers_w: z.array(number),
          starts_s: z.array(number),
        })
        .nullable(),
    }),
    quality: z.array(
      z.object({ code: z.string(), detail: z.string(), from_s: number, to_s: number }),
    ),
  })
  .catchall(z.json());
