#!/bin/sh
# What the worker's user must be allowed
set -e
kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:pda --operation Read --operation Describe --operation DescribeConfigs --topic clicks
kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:pda --operation Write --operation Describe --operation DescribeConfigs --topic attributions
kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:pda --operation Write --operation Describe --operation DescribeConfigs --topic search-attribution.dead-letters
kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:pda --operation Read --operation Describe --operation DescribeConfigs --operation Write --topic search-attribution.changelog
kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:pda --operation Read --operation Describe --operation DescribeConfigs --operation Write --topic search-attribution.control
kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:pda --operation Read --operation Describe --group search-attribution
kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal User:pda --operation Write --operation Describe --transactional-id search-attribution- --resource-pattern-type prefixed
