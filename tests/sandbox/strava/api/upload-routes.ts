import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { createActivity } from '../activity-store.ts';
import { badRequest, notFound } from '../fault.ts';
import { fileDraft } from '../files/file-draft.ts';
import { NotAnActivity, readFit } from '../files/fit-file.ts';
import { readXmlTrack } from '../files/xml-track.ts';
import type { Athlete } from '../model.ts';
import { sportTypeOf } from '../sports.ts';
import type { Json } from '../views/activity-view.ts';
import type { Upload, World } from '../world.ts';
import { isYes, parametersOf } from './parameters.ts';
import { type ApiEnv, requireScope } from './session.ts';

const dataTypes = ['fit', 'fit.gz', 'tcx', 'tcx.gz', 'gpx', 'gpx.gz'];

const statusTexts = {
  processing: 'Your activity is still being processed.',
  ready: 'Your activity is ready.',
  failed: 'There was an error processing your activity.',
  deleted: 'The created activity has been deleted.',
} as const;

function view(upload: Upload, athlete: Athlete): Json {
  const deleted = upload.activityId !== null && athlete.deletedIds.has(upload.activityId);
  return {
    id: upload.id,
    id_str: String(upload.id),
    external_id: upload.externalId,
    error: upload.error,
    status: statusTexts[deleted ? 'deleted' : upload.state],
    activity_id: deleted ? null : upload.activityId,
  };
}

interface UploadedFile {
  name: string;
  bytes: Buffer<ArrayBuffer>;
  dataType: string;
  parameters: Record<string, string>;
}

/** The existing activity that this file is a copy of: same bytes, or same start. */
function duplicateOf(athlete: Athlete, digest: string, startS: number): number | undefined {
  for (const activity of athlete.activities.values()) {
    if (activity.externalId?.includes(digest) === true) return activity.id;
    if (activity.startS === startS && activity.source.kind !== 'manual') return activity.id;
  }
  return undefined;
}

async function decode(file: UploadedFile): ReturnType<typeof readFit> {
  if (file.dataType.startsWith('fit')) return readFit(file.bytes);
  const bytes = file.dataType.endsWith('.gz') ? gunzipSync(file.bytes) : file.bytes;
  return { ...readXmlTrack(bytes.toString('utf8')), deviceName: null, records: [] };
}

/** What Strava does with a file between "still being processed" and the outcome. */
async function process(world: World, upload: Upload, file: UploadedFile): Promise<void> {
  const athlete = world.athletes.get(upload.athleteId);
  if (athlete === undefined) return;
  const digest = createHash('sha256').update(file.bytes).digest('hex').slice(0, 12);
  try {
    const decoded = await decode(file);
    const existing = duplicateOf(athlete, digest, decoded.startS);
    if (existing !== undefined) {
      upload.state = 'failed';
      upload.error = `${file.name} duplicate of activity ${existing}`;
      return;
    }
    const { parameters } = file;
    const nowS = world.clock.nowS();
    const draft = fileDraft(athlete, { ...decoded, file: file.name, uploadedS: nowS });
    const activity = createActivity(world, athlete, {
      ...draft,
      externalId: parameters.external_id ?? `${digest}-${file.name}`,
      ...(parameters.name === undefined ? {} : { name: parameters.name }),
      ...(parameters.description === undefined ? {} : { description: parameters.description }),
      ...(parameters.sport_type === undefined
        ? {}
        : { sportType: sportTypeOf(parameters.sport_type) }),
      trainer: draft.trainer || isYes(parameters.trainer),
      commute: isYes(parameters.commute),
    });
    upload.state = 'ready';
    upload.externalId = activity.externalId;
    upload.activityId = activity.id;
  } catch (error) {
    upload.state = 'failed';
    upload.error = `The file is malformed: ${error instanceof NotAnActivity ? error.message : 'unreadable'}`;
    world.options.log(`upload ${upload.id} failed: ${String(error)}`);
  }
}

/** Uploading a file and asking what became of it. */
export function uploadRoutes(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  let lastId = 17_400_000_000;
  app.post('/uploads', async (c) => {
    requireScope(c, 'activity:write');
    const parameters = await parametersOf(c);
    const type = c.req.header('content-type') ?? '';
    const file = type.includes('multipart') ? (await c.req.formData()).get('file') : null;
    if (!(file instanceof File)) throw badRequest('Upload', 'file', 'missing');
    const dataType = parameters.data_type ?? '';
    if (!dataTypes.includes(dataType)) throw badRequest('Upload', 'data_type');
    lastId += 7;
    const athlete = c.get('athlete');
    const upload: Upload = {
      id: lastId,
      athleteId: athlete.id,
      externalId: null,
      error: null,
      activityId: null,
      state: 'processing',
    };
    world.uploads.set(upload.id, upload);
    const bytes = Buffer.from(await file.arrayBuffer());
    const timer = setTimeout(() => {
      world.timers.delete(timer);
      void process(world, upload, { name: file.name, bytes, dataType, parameters });
    }, world.options.uploadProcessingMs);
    world.timers.add(timer);
    return c.json(view(upload, athlete), 201);
  });
  app.get('/uploads/:id', (c) => {
    requireScope(c, 'activity:write');
    const upload = world.uploads.get(Number(c.req.param('id')));
    const athlete = c.get('athlete');
    if (upload === undefined || upload.athleteId !== athlete.id) throw notFound('Upload');
    return c.json(view(upload, athlete));
  });
  return app;
}
