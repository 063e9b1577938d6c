import { stravaOrigin } from '../../core/policy.ts';
import type { PackedChannel } from '../../core/ports/activities.ts';
import type { NewRecording, StoredRecording, UploadRow } from '../../core/ports/uploads.ts';
import type { Deps } from '../../core/ports.ts';
import { packChannels, packedOf } from '../../recording/pack-channels.ts';
import type { DecodedFile, FileRecording, FileWarning } from '../../recording/recording.ts';
import { toStoredParts } from '../../recording/stored-parts.ts';
import type { StravaExportEntry } from '../../recording/strava-export.ts';
import { UnreadableFile } from '../../recording/unreadable-file.ts';
import { isViaStrava } from '../../recording/via-strava.ts';
import { statedColumns, toFileActivity, type UploadOptions } from './to-file-activity.ts';

/** Stores what is in one file: an activity of each recording. Safe to repeat. */
export async function storeDecoded(
  decoded: DecodedFile,
  of: {
    upload: UploadRow;
    /** In an archive, the part's own. */
    filename: string;
    sha256: string;
    listed: StravaExportEntry | undefined;
    isPart: boolean;
  },
  deps: Pick<Deps, 'uploads' | 'clock'>,
): Promise<{ stored: StoredRecording[]; warnings: FileWarning[] }> {
  const { upload, sha256 } = of;
  const given = upload.options as UploadOptions;
  const isOne = decoded.recordings.length === 1 && !of.isPart;
  const warnings = [...decoded.warnings];
  if (given.activity_id !== undefined && !isOne) {
    warnings.push({
      code: 'not_attached',
      detail: 'The file holds several recordings, so each became an activity of its own.',
    });
  }
  const stored: StoredRecording[] = [];
  for (const [index, recording] of decoded.recordings.entries()) {
    const fileId = index === 0 ? sha256 : `${sha256}#${index + 1}`;
    const isStravas = isViaStrava(recording.devices);
    if (given.activity_id !== undefined && isOne && isStravas) {
      warnings.push({
        code: 'not_attached',
        detail: 'The file was written of what Strava gave, so it became an activity of its own.',
      });
    }
    const startedAt = recording.startedAt ?? startOf(given, of.listed);
    const activity = toFileActivity(recording, {
      startedAt,
      format: decoded.format,
      filename: of.filename,
      options: isOne ? given : {},
      listed: of.listed,
    });
    const outcome = await deps.uploads.storeRecording({
      uploadId: upload.id,
      activity: { ...activity, source_id: isStravas ? stravaOrigin(fileId) : fileId },
      recording: {
        ...toNewRecording(recording, decoded),
        file_id: fileId,
      },
      channels: packAll(recording),
      attachTo: isOne && !isStravas ? given.activity_id : undefined,
      now: deps.clock.now(),
    });
    stored.push(outcome);
  }
  return { stored, warnings };
}

function startOf(given: UploadOptions, listed: StravaExportEntry | undefined): Date {
  const startedAt = given.started_at === undefined ? listed?.startedAt : new Date(given.started_at);
  if (startedAt === undefined) {
    throw new UnreadableFile(
      'no_start_time',
      'The file does not tell when it was recorded: send started_at along.',
    );
  }
  return startedAt;
}

function toNewRecording(
  recording: FileRecording,
  { format, warnings }: DecodedFile,
): Omit<NewRecording, 'file_id'> {
  const parts = toStoredParts(recording);
  return {
    format,
    ...parts,
    stated: statedColumns(recording),
    pool_m: recording.poolM ?? null,
    altitude_source: recording.altitudeSource ?? null,
    developer_fields: recording.developerFields.map(({ name, unit, developer }, index) => ({
      name,
      unit: unit ?? null,
      developer: developer ?? null,
      channel: `developer/${index}`,
    })),
    warnings: warnings.map(({ code, detail }) => ({ code, detail })),
  };
}

function packAll({ channels, developerFields }: FileRecording): PackedChannel[] {
  const developers = developerFields.map(({ values }, index) =>
    packedOf(`developer/${index}`, values),
  );
  return [...packChannels(channels), ...developers];
}
