import { BUCKETS_S, type Histogram, type Traffic } from './traffic.ts';

const MEMORY_LIMIT_BYTES = 2_147_483_648;

/** https://prometheus.io/docs/instrumenting/exposition_formats/, with the names of the official client libraries */
export function metricsText({ condition, totals }: Traffic): string {
  const { good, failed, cpuS, requests, fraud } = totals();
  const path = 'path="/api/v1/customers/{id}",method="GET"';
  const lines = [
    ...family('http_requests_total', 'counter', 'Requests by status.', [
      `{${path},status="200"} ${good}`,
      `{${path},status="500"} ${failed}`,
    ]),
    ...histogram('http_request_duration_seconds', 'How long requests took.', path, requests),
    ...histogram(
      'fraud_detection_latency_seconds',
      'How long the fraud model took.',
      'model="champion"',
      fraud,
    ),
    ...family('process_cpu_seconds_total', 'counter', 'Processor time used.', [` ${cpuS.toFixed(3)}`]),
    ...family('process_resident_memory_bytes', 'gauge', 'Memory used.', [
      ` ${Math.round(condition().memoryShare * MEMORY_LIMIT_BYTES)}`,
    ]),
    ...family('container_spec_memory_limit_bytes', 'gauge', 'Memory that it may use.', [
      ` ${MEMORY_LIMIT_BYTES}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function family(name: string, type: string, help: string, samples: readonly string[]): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => `${name}${sample}`)];
}

function histogram(name: string, help: string, labels: string, found: Histogram): readonly string[] {
  const buckets = BUCKETS_S.map(
    (bound, index) => `_bucket{${labels},le="${bound}"} ${found.buckets[index] ?? 0}`,
  );
  return family(name, 'histogram', help, [
    ...buckets,
    `_bucket{${labels},le="+Inf"} ${found.count}`,
    `_sum{${labels}} ${found.sumS.toFixed(3)}`,
    `_count{${labels}} ${found.count}`,
  ]);
}
