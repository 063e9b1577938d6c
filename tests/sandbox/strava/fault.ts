/** One entry of Strava's error list. */
export interface FaultDetail {
  resource: string;
  field: string;
  code: string;
}

/** An answer in Strava's error shape; thrown by handlers, turned into a response in one place. */
export class StravaFault extends Error {
  readonly status: number;
  readonly details: readonly FaultDetail[];

  constructor(fault: { status: number; message: string; details?: readonly FaultDetail[] }) {
    super(fault.message);
    this.name = 'StravaFault';
    this.status = fault.status;
    this.details = fault.details ?? [];
  }
}

function detail(resource: string, field: string, code: string): FaultDetail {
  return { resource, field, code };
}

/** 400 about one field. */
export function badRequest(resource: string, field: string, code = 'invalid'): StravaFault {
  return new StravaFault({
    status: 400,
    message: 'Bad Request',
    details: [detail(resource, field, code)],
  });
}

/** 401 about one field. */
export function unauthorized(resource: string, field: string, code = 'invalid'): StravaFault {
  return new StravaFault({
    status: 401,
    message: 'Authorization Error',
    details: [detail(resource, field, code)],
  });
}

/** 401 of a token that lacks a scope; `activity:read` is reported as `activity:read_permission`. */
export function scopeMissing(scope: string): StravaFault {
  return unauthorized('AccessToken', `${scope}_permission`, 'missing');
}

/** 404; also what somebody else's or an invisible resource looks like. */
export function notFound(resource: string): StravaFault {
  return new StravaFault({
    status: 404,
    message: 'Resource Not Found',
    details: [detail(resource, '', 'not found')],
  });
}

/** 403 once the developer's own subscription has lapsed: the whole application is switched off. */
export function applicationInactive(): StravaFault {
  return new StravaFault({
    status: 403,
    message: 'Forbidden',
    details: [detail('Application', 'Status', 'Inactive')],
  });
}

/** 403 when one more athlete would exceed the application's capacity. */
export function capacityExceeded(): StravaFault {
  return new StravaFault({
    status: 403,
    message: 'Limit of connected athletes exceeded',
    details: [detail('Application', 'connected athletes', 'limit exceeded')],
  });
}

/** 429 of either window. */
export function rateLimitExceeded(): StravaFault {
  return new StravaFault({
    status: 429,
    message: 'Rate Limit Exceeded',
    details: [detail('Application', 'rate limit', 'exceeded')],
  });
}

/** The JSON body of a fault. */
export function faultBody(fault: StravaFault): { message: string; errors: readonly FaultDetail[] } {
  return { message: fault.message, errors: fault.details };
}
