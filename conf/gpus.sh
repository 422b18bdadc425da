#!/usr/bin/env bash
# Spark's discovery script for GPUs: their numbers in the order of the bus, as CUDA counts them with
# CUDA_DEVICE_ORDER=PCI_BUS_ID. CUDA_VISIBLE_DEVICES, where a node manager or a pod sets it, renumbers them from 0.
set -euo pipefail
count=$(nvidia-smi --query-gpu=index --format=csv,noheader | wc -l)
if [ -n "${CUDA_VISIBLE_DEVICES:-}" ]; then
  count=$(tr ',' '\n' <<<"$CUDA_VISIBLE_DEVICES" | grep -c .)
fi
addresses=
for ((i = 0; i < count; i++)); do addresses="$addresses${addresses:+, }\"$i\""; done
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
