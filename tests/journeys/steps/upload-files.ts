import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { writeFile } from '../../../lib/recording/write/write-file.ts';
import { ride } from '../../recording/write/recordings.ts';
import type { DevWorld } from '../../support/dev-world.ts';
import { bodyOf, finishJob, register } from '../../support/traveller.ts';

/** Files in, and out again. */
export function uploadFiles(world: () => DevWorld): void {
  const startedAt = new Date('2026-05-01T06:00:00Z');
  let token: string;
  let activityId: string;
  const get = async <T>(path: string) => bodyOf<T>(await world().call({ path, token }));
  const finished = async (accepted: { job_id: string; upload_id: string }) => {
    await finishJob(world(), accepted.job_id, token);
    return get<{ activity_ids: string[]; state: string }>(`/uploads/${accepted.upload_id}`);
  };

  it('takes a file in one request, and gives it back as it was', async () => {
    ({ access_token: token } = await register(world(), 'Uploads'));
    const { bytes } = writeFile({ ...ride(), startedAt }, 'fit');
    const form = new FormData();
    form.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), 'Ride.fit');
    const sent = { method: 'POST', path: '/activities/import', token, rawBody: form };
    const upload = await finished(bodyOf(await world().call(sent), 202));
    activityId = upload.activity_ids[0] ?? '';
    const original = await world().call({ path: `/activities/${activityId}/file`, token });
    expect(Buffer.compare(original.bytes, bytes)).toBe(0);
    const gpx = await world().call({ path: `/activities/${activityId}/file?format=gpx`, token });
    expect(gpx.text).toContain('<gpx');
  });

  it('takes one straight into storage, and counts the bout once until told otherwise', async () => {
    const { bytes } = writeFile({ ...ride(), startedAt }, 'tcx');
    const body = {
      filename: 'Ride.tcx',
      size_bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    const announced = await world().call({ method: 'POST', path: '/uploads', token, body });
    const { upload_id, upload_url } = bodyOf<{ upload_id: string; upload_url: string }>(
      announced,
      201,
    );
    const put = await fetch(upload_url, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer> });
    expect(put.status).toBe(200);
    const done = await world().call({
      method: 'POST',
      path: `/uploads/${upload_id}/complete`,
      token,
    });
    const upload = await finished(bodyOf(done, 202));
    const twinId = upload.activity_ids[0] ?? '';
    expect(await get('/activities')).toMatchObject({ total: 1 });
    const path = `/activities/${twinId}`;
    expect(await get(path)).toMatchObject({ group: { counted: false } });
    bodyOf(await world().call({ method: 'POST', path: `${path}/separate`, token }));
    expect(await get('/activities')).toMatchObject({ total: 2 });
    const merge = { method: 'POST', path: `${path}/merge`, token, body: { with: activityId } };
    bodyOf(await world().call(merge));
    expect(await get('/activities')).toMatchObject({ total: 1 });
    expect(await get('/uploads')).toMatchObject({ total: 2 });
  });
}
