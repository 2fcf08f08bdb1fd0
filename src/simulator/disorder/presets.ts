/** A pipeline with a name. */
export interface Preset {
  readonly name: string;
  /** What it stands for. */
  readonly says: string;
  /** In the notation of pipelines. */
  readonly pipeline: string;
  /** Where its numbers come from; what is assumed says so. */
  readonly sources: readonly string[];
}

const WEISS =
  "network: Weiss et al. 2014, phones on UMTS, 9,600 events: log-normal body, Pareto tail (fitted here)";

export const presets: readonly Preset[] = [
  {
    name: "snowplow-kinesis",
    says: "Four Snowplow collectors that write to Kinesis",
    pipeline:
      "network | collectors n=4 flush=5s records=500 | retry fail=0.1% backoff=500ms jitter=2 retries=3 linger=0s",
    sources: [
      WEISS,
      "flush, records: snowplow/stream-collector, application.conf: timeLimit 5000, recordLimit 500",
      "backoff, jitter, retries: the same file: 500 to 1500 ms, three times",
      "n=4, fail=0.1%: assumed",
    ],
  },
  {
    name: "divolte-hdfs",
    says: "Two Divolte collectors that write files to HDFS",
    pipeline: "network | collectors n=2 flush=30s records=1000",
    sources: [
      WEISS,
      "flush, records: Divolte's reference: sync after 1000 records or 30 s",
      "n=2: assumed",
    ],
  },
  {
    name: "kafka-keyless-12p",
    says: "Records without a key, over twelve partitions of Kafka",
    pipeline:
      "network | retry fail=0.1% backoff=100ms retries=5 inflight=5 | partitions n=12 by=batch",
    sources: [
      WEISS,
      "by=batch: sticky partitioner for records without a key, Kafka 2.4 (KIP-480)",
      "backoff, inflight, linger: Kafka's producer: retry.backoff.ms 100, max.in.flight 5, linger.ms 5",
      "n=12, fail=0.1%, lag=1s: assumed",
    ],
  },
  {
    name: "mobile-offline",
    says: "A mobile app with uploads every 30 s and times without network",
    pipeline: "offline on=30m off=5m sigma=2 flush=30s batch=30 accept=3d | network",
    sources: [
      WEISS,
      "flush, batch: Amplitude Android: flushIntervalMillis 30000, flushQueueSize 30",
      "accept: GA4 Measurement Protocol: 72 h",
      "on, off, sigma: assumed",
    ],
  },
  {
    name: "webview-stall",
    says: "Web views in which one request of a thousand stalls",
    pipeline: "network stall=0.1% stallmin=10s stallmax=32s",
    sources: [WEISS, "stall: PostHog, issue 98250: 15 and 32 s seen; the share is assumed"],
  },
  {
    name: "posthog-skew-98250",
    says: "Event times corrected by (sent − received), stalls included",
    pipeline: "network stall=0.1% stallmin=10s stallmax=32s | correction share=38%",
    sources: [
      WEISS,
      "correction: PostHog, issue 98250; 38%: pull request 102031",
      "stall: the same issue: 15 and 32 s seen; the share is assumed",
    ],
  },
  {
    name: "second-truncation",
    says: "Whole-second timestamps, ties in any order",
    pipeline: "network | truncate to=1s ties=random",
    sources: [WEISS, "to=1s: Rybbit 1133, Mixpanel Android 255 and 676"],
  },
  {
    name: "rebalance-replay",
    says: "Keyed partitions whose consumers go back once an hour",
    pipeline: "network | partitions n=12 by=key lag=200ms | rewind rate=1/h commit=5s pause=3s",
    sources: [
      WEISS,
      "commit: Kafka: auto.commit.interval.ms 5000",
      "pause: group.initial.rebalance.delay.ms 3000",
      "rate, n, lag: assumed",
    ],
  },
  {
    name: "tls-report-clocks",
    says: "Clients' clocks as seen in reports of TLS errors, where they are worse than usual",
    pipeline: "skew wild=7.1% far=5d sigma=1 ahead=0.7% | network",
    sources: [
      WEISS,
      "skew: 6.7% of clocks more than 24 h behind, 0.05% ahead (Cloudflare on Chrome's reports, a biased sample)",
      "far, sigma: assumed, so that 95% of wild clocks are off by more than a day",
    ],
  },
  {
    name: "weiss-umts-2014",
    says: "Phones on a UMTS network, as recorded",
    pipeline: "network median=106ms sigma=0.45 tail=0.7% from=300ms alpha=1.6 fifo=on",
    sources: [
      "Weiss et al. 2014 (data set with NTP-corrected clocks, 9,600 events of 8 devices): median exp(4.664) ms, sigma 0.45, tail of 0.5 to 1%, Hill exponent 1.3 to 1.9",
      "fifo=on: 7 of 9,600 events come behind one of their own device, 1,544 behind one of any",
    ],
  },
];

export const presetNamed = (name: string): Preset | undefined =>
  presets.find((each) => each.name === name);
