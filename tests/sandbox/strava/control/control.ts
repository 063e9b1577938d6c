import {
  type ActivityChange,
  changeActivity,
  createActivity,
  deauthorize,
  deleteActivity,
  placeActivity,
} from '../activity-store.ts';
import { notFound } from '../fault.ts';
import type { FaultOrder } from '../faults.ts';
import { type FolderAthlete, folderAthlete } from '../files/fit-folder.ts';
import { athleteOf } from '../history/athlete.ts';
import { type Draft, historyOf } from '../history/history.ts';
import { draftOf, planOf } from '../history/session.ts';
import type { Limits } from '../limits.ts';
import type { Activity, Athlete } from '../model.ts';
import { hashOf, randomOf } from '../random.ts';
import type { LoggedRequest, RequestCount } from '../request-log.ts';
import { sportTypeOf } from '../sports.ts';
import { utcOffsetS } from '../time-zone.ts';
import { type Grant, knownScopes } from '../tokens.ts';
import { type Json, shownStartS, summaryView } from '../views/activity-view.ts';
import { detailView } from '../views/detail-view.ts';
import { streamSet, streamTypes } from '../views/streams-view.ts';
import type { Delivery, WebhookSettings } from '../webhooks.ts';
import { newestFirst, resetWorld, type World } from '../world.ts';

/** An activity to be made by whoever controls the simulator. */
interface ActivityOrder {
  /** Fettle's word (`cycling`) or Strava's (`Ride`). */
  sport: string;
  start: Date;
  /** Elapsed time, s; also the last value of the time stream. */
  durationS: number;
  name?: string | undefined;
  description?: string | undefined;
  private?: boolean | undefined;
  /** Put into the past as if it had been there all along: an old id, no webhook. */
  backdated?: boolean | undefined;
  /** Simulated seconds until the streams are there. */
  streamsDelayS?: number | undefined;
  /** `false` for a session without a heart-rate strap. */
  heartRate?: boolean | undefined;
}

interface ActivityPatch {
  name?: string | undefined;
  description?: string | undefined;
  sport?: string | undefined;
  private?: boolean | undefined;
}

/** What a test may do to the simulated world; the control API does the same over HTTP. */
export interface StravaControl {
  reset(): void;
  now(): Date;
  advance(seconds: number): void;
  /** The athlete of a seed; asked again for the same one, the one that is there. */
  addAthlete(order: {
    seed: number;
    historyDays: number;
    timeZone?: string | undefined;
    subscriber?: boolean | undefined;
  }): Athlete;
  addFolderAthlete(order: {
    folder: string;
    timeZone?: string | undefined;
    subscriber?: boolean | undefined;
  }): Promise<FolderAthlete>;
  folderAthletes(): FolderAthlete[];
  athletes(): Athlete[];
  /** Newest first, private ones included, as summaries with the truth under `_sim`. */
  activities(athleteId: number): Json[];
  /** One activity in full, whatever its privacy or its streams' delay. */
  truth(athleteId: number, activityId: number): { detail: Json; streams: Record<string, Json> };
  addActivity(athleteId: number, order: ActivityOrder): Activity;
  patchActivity(athleteId: number, activityId: number, patch: ActivityPatch): Activity;
  deleteActivity(athleteId: number, activityId: number): void;
  /** Tokens as after consent and exchange, without the way there; all scopes by default. */
  connect(athleteId: number, scopes?: readonly string[]): Grant;
  deauthorize(athleteId: number): boolean;
  addFault(order: FaultOrder): number;
  /** One, or all. */
  removeFaults(id?: number): void;
  faults(): (FaultOrder & { id: number })[];
  setWebhooks(settings: Partial<WebhookSettings>): void;
  webhooks(): { settings: WebhookSettings; deliveries: Delivery[] };
  /** Resolves once every event has been delivered or given up. */
  webhooksSettled(): Promise<void>;
  setLimits(limits: Partial<Limits>): void;
  limits(): { limits: Limits; usage: Limits };
  requests(): { counts: RequestCount[]; log: LoggedRequest[] };
  clearRequests(): void;
}

function orderedDraft(world: World, athlete: Athlete, order: ActivityOrder): Draft {
  const startS = Math.floor(order.start.getTime() / 1000);
  const sportType = sportTypeOf(order.sport);
  const seed = hashOf(athlete.origin, 'ordered', startS, sportType, order.durationS);
  const request = {
    sportType,
    startS,
    seed,
    random: randomOf(seed),
    durationS: Math.round(order.durationS),
    heartRate: order.heartRate ?? true,
    localHour: Math.floor(((startS + utcOffsetS(athlete.timeZone, startS)) % 86_400) / 3600),
  };
  const plan = planOf(athlete, request);
  const draft = draftOf(athlete, { ...request, source: { kind: 'made', plan } });
  const uploadedS =
    order.backdated === true
      ? Math.min(startS + request.durationS + 60, world.clock.nowS())
      : world.clock.nowS();
  return {
    ...draft,
    name: order.name ?? draft.name,
    description: order.description ?? draft.description,
    visibility: order.private === true ? 'only_me' : 'everyone',
    uploadedS,
    streamsReadyS: world.clock.nowS() + (order.streamsDelayS ?? 0),
  };
}

/** The handle on a world. */
export function createControl(world: World): StravaControl {
  const folders = new Map<number, FolderAthlete>();
  const athlete = (id: number): Athlete => {
    const found = world.athletes.get(id);
    if (found === undefined) throw notFound('Athlete');
    return found;
  };
  const activity = (athleteId: number, id: number): Activity => {
    const found = athlete(athleteId).activities.get(id);
    if (found === undefined) throw notFound('Activity');
    return found;
  };
  return {
    reset() {
      folders.clear();
      resetWorld(world);
    },
    now: () => world.clock.now(),
    advance: (seconds) => world.clock.advance(seconds),
    addAthlete({ seed, historyDays, timeZone, subscriber }) {
      const origin = `seed ${seed}`;
      const known = [...world.athletes.values()].find((one) => one.origin === origin);
      if (known !== undefined) return known;
      const nowS = world.clock.nowS();
      const created = athleteOf({ seed, origin, nowS, timeZone, subscriber });
      while (world.athletes.has(created.id)) created.id += 1;
      world.athletes.set(created.id, created);
      for (const draft of historyOf(created, { days: historyDays, nowS })) {
        placeActivity(world, created, draft);
      }
      return created;
    },
    async addFolderAthlete(order) {
      const folder = await folderAthlete(world, order);
      folders.set(folder.athlete.id, folder);
      return folder;
    },
    folderAthletes: () => [...folders.values()],
    athletes: () => [...world.athletes.values()],
    activities(athleteId) {
      const owner = athlete(athleteId);
      return newestFirst([...owner.activities.values()], shownStartS).map((one) => ({
        ...summaryView({ activity: one, athlete: owner, digest: world.digests.of(one.source) }),
        _sim: {
          start_date: new Date(one.startS * 1000).toISOString(),
          uploaded_at: new Date(one.uploadedS * 1000).toISOString(),
          hidden_start: one.hiddenStart,
          source: one.source.kind,
          file: one.source.kind === 'file' ? one.source.file : null,
        },
      }));
    },
    truth(athleteId, activityId) {
      const owner = athlete(athleteId);
      const one = activity(athleteId, activityId);
      const digest = world.digests.of(one.source);
      const recording = world.recordings.of(one.source);
      const view = { activity: one, athlete: owner, digest, recording, includeAllEfforts: true };
      return {
        detail: detailView(view),
        streams: recording === undefined ? {} : streamSet(recording, streamTypes),
      };
    },
    addActivity(athleteId, order) {
      const owner = athlete(athleteId);
      const draft = orderedDraft(world, owner, order);
      return order.backdated === true
        ? placeActivity(world, owner, draft)
        : createActivity(world, owner, draft);
    },
    patchActivity(athleteId, activityId, patch) {
      const one = activity(athleteId, activityId);
      const change: ActivityChange = {
        ...(patch.name === undefined ? {} : { name: patch.name }),
        ...(patch.description === undefined ? {} : { description: patch.description }),
        ...(patch.sport === undefined ? {} : { sportType: sportTypeOf(patch.sport) }),
        ...(patch.private === undefined
          ? {}
          : { visibility: patch.private ? 'only_me' : 'everyone' }),
      };
      changeActivity(world, one, change);
      return one;
    },
    deleteActivity(athleteId, activityId) {
      deleteActivity(world, athlete(athleteId), activity(athleteId, activityId));
    },
    connect(athleteId, scopes = knownScopes) {
      athlete(athleteId);
      const grant = world.tokens.redeem(world.tokens.issueCode({ athleteId, scopes }));
      if (grant === undefined) throw new Error('a code just issued was not redeemed');
      return { ...grant };
    },
    deauthorize(athleteId) {
      athlete(athleteId);
      return deauthorize(world, athleteId);
    },
    addFault: (order) => world.faults.add(order),
    removeFaults: (id) => world.faults.remove(id),
    faults: () => world.faults.list(),
    setWebhooks: (settings) => world.webhooks.configure(settings),
    webhooks: () => ({
      settings: world.webhooks.settings(),
      deliveries: world.webhooks.deliveries(),
    }),
    webhooksSettled: () => world.webhooks.settled(),
    setLimits: (limits) => world.limiter.setLimits(limits),
    limits: () => ({ limits: world.limiter.limits(), usage: world.limiter.usage() }),
    requests: () => ({ counts: world.requests.counts(), log: world.requests.entries() }),
    clearRequests: () => world.requests.clear(),
  };
}
