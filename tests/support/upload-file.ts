import type { App } from './app.ts';
import type { AppAthlete } from './app-athletes.ts';
import type { Answer } from './check-answer.ts';

export interface UploadBody {
  id: string;
  state: string;
  progress: number;
  job_id: string | null;
  activity_ids: string[];
  duplicate_of: string | null;
  warnings: { code: string; detail: string }[];
  error: { code: string; detail: string } | null;
}

export interface SentFile {
  name: string;
  bytes: Uint8Array | string;
  fields?: Record<string, string>;
  headers?: Record<string, string>;
}

/** Sends a file by POST /activities/import. */
export function sendFile(
  app: Pick<App, 'call'>,
  { token }: Pick<AppAthlete, 'token'>,
  { name, bytes, fields = {}, headers = {} }: SentFile,
): Promise<Answer> {
  const form = new FormData();
  form.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  for (const [field, value] of Object.entries(fields)) {
    form.set(field, value);
  }
  return app.call({ method: 'POST', path: '/activities/import', token, rawBody: form, headers });
}

export async function readUpload(
  app: Pick<App, 'call'>,
  { token }: Pick<AppAthlete, 'token'>,
  id: string,
): Promise<UploadBody> {
  const answer = await app.call({ path: `/uploads/${id}`, token });
  return answer.body as unknown as UploadBody;
}

/** Sends a file, runs every job, and answers what became of it. */
export async function uploadFile(
  app: Pick<App, 'call' | 'runJobs'>,
  athlete: Pick<AppAthlete, 'token'>,
  file: SentFile,
): Promise<UploadBody> {
  const answer = await sendFile(app, athlete, file);
  if (answer.status !== 202) {
    throw new Error(`Importing ${file.name} answered ${answer.status}: ${answer.text}`);
  }
  await app.runJobs();
  return readUpload(app, athlete, String(answer.body['upload_id']));
}
