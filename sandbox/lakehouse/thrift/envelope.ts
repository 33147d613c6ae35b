/**
 * One Thrift call in binary protocol, as it travels in the body of an HTTP request: read and answered by hand rather
 * than by the generated Processor, because that one answers every error itself and leaves no room for faults.
 */
import thriftTypes from '@databricks/sql/thrift/TCLIService_types.js';
import thrift, { type Protocol } from 'thrift';

const { TBinaryProtocol, TBufferedTransport, Thrift } = thrift;

/** In every call of the service the request is field 1 of the arguments and the response field 0 of the result. */
const REQUEST_FIELD = 1;
const RESPONSE_FIELD = 0;

export type Struct = { write(output: Protocol): void };

export type Call = { readonly method: string; readonly seqid: number; readonly request: unknown };

type Readable = { read(input: Protocol): void };

/** `request` is undefined for a method that the service does not have. Throws on anything that is not a call. */
export function readCall(body: Buffer): Call {
  let call: Call | undefined;
  TBufferedTransport.receiver((transport) => {
    const input = new TBinaryProtocol(transport);
    const header = input.readMessageBegin();
    call = { method: header.fname, seqid: header.rseqid, request: readRequest(input, header.fname) };
  })(body);
  if (call === undefined) throw new Error('Not a Thrift call.');
  return call;
}

function readRequest(input: Protocol, method: string): unknown {
  const constructors = thriftTypes as unknown as { [name: string]: (new () => Readable) | undefined };
  const Request = constructors[`T${method}Req`];
  if (Request === undefined) return undefined;
  const request = new Request();
  input.readStructBegin();
  for (let field = input.readFieldBegin(); field.ftype !== Thrift.Type.STOP; field = input.readFieldBegin()) {
    if (field.fid === REQUEST_FIELD) request.read(input);
    else input.skip(field.ftype);
    input.readFieldEnd();
  }
  input.readStructEnd();
  return request;
}

export function writeReply(call: Call, response: Struct): Buffer {
  return write(call, Thrift.MessageType.REPLY, (output) => {
    output.writeStructBegin(`TCLIService_${call.method}_result`);
    output.writeFieldBegin('success', Thrift.Type.STRUCT, RESPONSE_FIELD);
    response.write(output);
    output.writeFieldEnd();
    output.writeFieldStop();
    output.writeStructEnd();
  });
}

export function writeUnknownMethod(call: Call): Buffer {
  const type = Thrift.TApplicationExceptionType.UNKNOWN_METHOD;
  const exception = new Thrift.TApplicationException(type, `Unknown function ${call.method}`);
  return write(call, Thrift.MessageType.EXCEPTION, (output) => exception.write(output));
}

function write(call: Call, messageType: number, body: (output: Protocol) => void): Buffer {
  let bytes: Buffer = Buffer.alloc(0);
  const transport = new TBufferedTransport(undefined, (data) => {
    bytes = data;
  });
  const output = new TBinaryProtocol(transport);
  output.writeMessageBegin(call.method, messageType, call.seqid);
  body(output);
  output.writeMessageEnd();
  output.flush();
  return bytes;
}
