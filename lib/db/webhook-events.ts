import type { WebhookEvent, WebhookEvents } from '../core/ports/strava.ts';
import type { Clients } from './client.ts';
import { createGroupCommit } from './group-commit.ts';
import { DatabaseError, resultOf } from './result.ts';

const MAX_EVENTS_A_CALL = 200;

/** Events of Strava's webhook, stored once each, many to a call when many come at once. */
export function createWebhookEvents({ backend }: Clients): WebhookEvents {
  const accept = createGroupCommit<{ event: WebhookEvent; now: Date }, boolean>({
    maxItems: MAX_EVENTS_A_CALL,
    isItemsFault: (error) => error instanceof DatabaseError && /^2[23]/.test(error.code ?? ''),
    async commit(items) {
      const added = await resultOf(
        backend.rpc('accept_webhook_events', {
          p_events: items.map(({ event }) => toColumns(event)),
          p_now: new Date(Math.max(...items.map(({ now }) => now.getTime()))).toISOString(),
        }),
      );
      const fresh = new Set(added);
      // `delete` says whether it was there: of equal events in one batch only the first is new.
      return items.map(({ event }) => fresh.delete(event.eventKey));
    },
  });
  return {
    async accept(events, now) {
      const outcomes = await accept(events.map((event) => ({ event, now })));
      return outcomes.filter(Boolean).length;
    },
  };
}

function toColumns(event: WebhookEvent) {
  return {
    event_key: event.eventKey,
    subscription_id: event.subscriptionId,
    strava_athlete_id: event.stravaAthleteId,
    object_type: event.objectType,
    object_id: event.objectId,
    aspect_type: event.aspectType,
    event_time: event.eventTime.toISOString(),
    updates: event.updates,
    signature: event.signature,
    job_kind: event.job?.kind,
    job_priority: event.job?.priority,
  };
}
