import type { getConfig as operation } from '../../contract/meta.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { Deps } from '../../core/ports.ts';

const UPLOAD_BYTES = 50 * 1024 * 1024;
const PER_PAGE = 200;

/** What this deployment offers. */
export async function getConfig(
  _input: Input<typeof operation>,
  _caller: undefined,
  { config }: Pick<Deps, 'config'>,
): Promise<Output<typeof operation>> {
  return {
    features: {
      strava: config.stravaClientId !== undefined,
      coach_model: false,
      chat: false,
      weather: false,
    },
    limits: { upload_bytes: UPLOAD_BYTES, per_page: PER_PAGE },
    min_app_version: config.minAppVersion,
  };
}
