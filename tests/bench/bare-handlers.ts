/** What an app's developer would write without Fettle: one supabase-js query, as the athlete, and JSON. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { ChannelName } from '../../lib/recording/channels.ts';
import { unpackChannel } from '../../lib/recording/pack-channel.ts';
import type { Database } from './local-database.ts';

export type Handler = (request: Request) => Promise<Response>;

export interface BareHandlers {
  list: Handler;
  /** The same with a client made per request, as Supabase's guides have it. */
  listNewClient: Handler;
  streams: Handler;
  /** The packed bytes as they come, of no use to an app. */
  streamsPacked: Handler;
}

/** Handlers with one client for all requests: the fastest a bare handler gets. */
export function createBareHandlers(database: Database): BareHandlers {
  const { url, publishableKey, athleteId, activityId } = database;
  const connect = (authorization: string): SupabaseClient =>
    createClient(url, publishableKey, {
      global: { headers: { authorization } },
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    });
  const kept = connect(`Bearer ${database.accessToken}`);

  const list = async (client: SupabaseClient, request: Request) => {
    const perPage = Number(new URL(request.url).searchParams.get('per_page'));
    const { data, count, error } = await client
      .from('activities')
      .select('*', { count: 'exact' })
      .eq('athlete_id', athleteId)
      .is('deleted_at', null)
      .order('started_at', { ascending: false })
      .order('id')
      .range(0, perPage - 1);
    return error
      ? Response.json(error, { status: 500 })
      : Response.json({ items: data, total: count });
  };
  const streamsOf = async () => {
    const { data, error } = await kept
      .from('streams')
      .select('channel, sample_count, data')
      .eq('activity_id', activityId)
      .order('channel');
    if (error) {
      throw new Error(error.message);
    }
    return data as { channel: ChannelName; sample_count: number; data: string }[];
  };
  return {
    list: (request) => list(kept, request),
    listNewClient: (request) => list(connect(request.headers.get('authorization') ?? ''), request),
    async streams() {
      const rows = await streamsOf();
      const channels = rows.map(({ channel, data }) => [
        channel,
        unpackChannel(channel, new Uint8Array(Buffer.from(data.slice(2), 'hex'))),
      ]);
      return Response.json({ size: rows[0]?.sample_count, channels: Object.fromEntries(channels) });
    },
    streamsPacked: async () => Response.json(await streamsOf()),
  };
}
