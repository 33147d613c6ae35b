/** `error_code` and status as in https://docs.databricks.com/api/workspace/introduction */
export class RestRefusal extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly body: object;

  constructor(
    status: number,
    errorCode: string,
    message: string,
    body: object = { error_code: errorCode, message },
  ) {
    super(message);
    this.name = 'RestRefusal';
    this.status = status;
    this.errorCode = errorCode;
    this.body = body;
  }
}

export function invalidParameter(message: string): RestRefusal {
  return new RestRefusal(400, 'INVALID_PARAMETER_VALUE', message);
}

export function malformed(message: string): RestRefusal {
  return new RestRefusal(400, 'MALFORMED_REQUEST', message);
}

export function invalidState(message: string): RestRefusal {
  return new RestRefusal(400, 'INVALID_STATE', message);
}

export function notThere(message: string): RestRefusal {
  return new RestRefusal(404, 'RESOURCE_DOES_NOT_EXIST', message);
}

/** SCIM has a body of its own for refusals: https://datatracker.ietf.org/doc/html/rfc7644#section-3.12 */
export function scimRefusal(status: number, scimType: string | null, detail: string): RestRefusal {
  return new RestRefusal(status, scimType ?? 'SCIM', detail, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    detail,
    status: String(status),
    ...(scimType === null ? {} : { scimType }),
  });
}
