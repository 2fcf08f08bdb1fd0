#!/bin/sh
# Topics that the worker writes
set -e
kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic attributions --partitions 12 --replication-factor 3 --config retention.ms=-1 --config min.insync.replicas=2
kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic search-attribution.dead-letters --partitions 12 --replication-factor 3 --config retention.ms=-1 --config min.insync.replicas=2
kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic search-attribution.changelog --partitions 12 --replication-factor 3 --config cleanup.policy=compact --config min.cleanable.dirty.ratio=0.2 --config delete.retention.ms=86400000 --config segment.ms=21600000 --config segment.bytes=67108864 --config min.insync.replicas=2
kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic search-attribution.control --partitions 1 --replication-factor 3 --config cleanup.policy=compact --config min.cleanable.dirty.ratio=0.2 --config delete.retention.ms=86400000 --config segment.ms=21600000 --config segment.bytes=67108864 --config min.insync.replicas=2
