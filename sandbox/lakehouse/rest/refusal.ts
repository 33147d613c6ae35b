/** `error_code` and status as in https://docs.databricks.com/api/workspace/introduction */
export class RestRefusal extends Error {
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.name = 'RestRefusal';
    this.status = status;
    this.errorCode = errorCode;
  }

  body(): object {
    return { error_code: this.errorCode, message: this.message };
  }
}

export function invalidParameter(message: string): RestRefusal {
  return new RestRefusal(400, 'INVALID_PARAMETER_VALUE', message);
}

export function malformed(message: string): RestRefusal {
  return new RestRefusal(400, 'MALFORMED_REQUEST', message);
}
