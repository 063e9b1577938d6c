import { createApp } from './app.ts';
import { createControl, type StravaControl } from './control/control.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { serve } from './server.ts';
import { createWorld, stopWorld, type WorldOptions } from './world.ts';

export interface StravaSimulatorOptions {
  /** Default 8890; 0 takes any free port. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Makes an athlete of the FIT files of this folder at once. */
  fitFolder?: string;
  /** Default `12345`. */
  clientId?: string;
  /** Default `simulated-client-secret`. */
  clientSecret?: string;
  /** Hosts besides `localhost` and `127.0.0.1` that consent may return to. */
  callbackDomains?: readonly string[];
  /** The clock that the simulator's own runs ahead of; default is the system's. */
  now?: () => Date;
  /** Default 200 and 2000, reading 100 and 1000. */
  limits?: Partial<Limits>;
  /** Athletes that may be connected at once; default any number. */
  capacity?: number;
  /** Real ms between delivery attempts of a webhook; default 1000. */
  webhookRetryMs?: number;
  /** Signs webhooks with `X-Strava-Signature`; default unsigned. */
  signingKey?: string;
  /** Real ms an upload is being processed; default 300. */
  uploadProcessingMs?: number;
  log?: (line: string) => void;
}

export interface StravaSimulator {
  /** `http://host:port`: the OAuth base. The API base is `{url}/api/v3`. */
  url: string;
  port: number;
  clientId: string;
  clientSecret: string;
  /** The control API in process. */
  sim: StravaControl;
  /** Cuts all connections and stops all timers. */
  close: () => Promise<void>;
}

/** Starts a simulated Strava; fails with a sentence if the port is taken. */
export async function startStravaSimulator(
  options: StravaSimulatorOptions = {},
): Promise<StravaSimulator> {
  const { port = 8890, host = '127.0.0.1', log = () => {} } = options;
  const settings: WorldOptions = {
    now: options.now ?? (() => new Date()),
    clientId: options.clientId ?? '12345',
    clientSecret: options.clientSecret ?? 'simulated-client-secret',
    callbackDomains: options.callbackDomains ?? [],
    limits: { ...defaultLimits, ...options.limits },
    capacity: options.capacity ?? Number.POSITIVE_INFINITY,
    webhookRetryMs: options.webhookRetryMs ?? 1000,
    signingKey: options.signingKey,
    uploadProcessingMs: options.uploadProcessingMs ?? 300,
    log,
  };
  const world = createWorld(settings);
  const sim = createControl(world);
  if (options.fitFolder !== undefined) await sim.addFolderAthlete({ folder: options.fitFolder });
  const app = createApp(world, sim);
  const server = await serve({ port, host, log, handler: (request) => app.fetch(request) });
  return {
    url: `http://${host}:${server.port}`,
    port: server.port,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    sim,
    async close() {
      stopWorld(world);
      await server.close();
    },
  };
}
