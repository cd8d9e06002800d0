#!/usr/bin/env bash
# Everything that must hold before a commit that others build on; CI runs the same. Ends with the sum of all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
export MEDBOURSE_TEST_COUNTS
MEDBOURSE_TEST_COUNTS=$(mktemp)
trap 'rm -f "$MEDBOURSE_TEST_COUNTS"' EXIT

step() { printf '\n== %s\n' "$*"; "$@"; }
step npx prettier --check .
step npm run -s types
step npm run -s lint
step npm run -s imports
step npm run -s unused
step npm run -s docs:check
step npm test
step npm run -s test:system
awk '{p += $1; f += $2; s += $3} END {printf "\n%d passed, %d failed, %d skipped\n", p, f, s}' "$MEDBOURSE_TEST_COUNTS"
