#!/bin/sh
# chatdata over REST with nothing but curl: makes a conversation, lists conversations, asks with
# and without streaming, and runs a query without a model.
#
#   ./curl.sh ["question"]
#
# CHATDATA_GATEWAY      address of the gateway, default http://127.0.0.1:8000
# CHATDATA_PROVIDER     provider that answers, default the server's own
# CHATDATA_CONNECTION   connection that is asked about, default "default"
#
# Ends with 0 when every call succeeded and both turns are COMPLETED.
set -eu

gateway=${CHATDATA_GATEWAY:-http://127.0.0.1:8000}
provider=${CHATDATA_PROVIDER:-}
connection=${CHATDATA_CONNECTION:-default}
question=${1:-What tables are in my database?}

# Text as a JSON string.
json() {
  printf '"%s"' "$(printf '%s' "$1" | tr '\n\t\r' '   ' | sed 's/\\/\\\\/g; s/"/\\"/g')"
}

# An answer of an error status is printed, and ends the script.
call() {
  curl -sS -N --fail-with-body -H 'Content-Type: application/json' "$@"
}

refused() {
  echo "$1" >&2
  exit 1
}

finished() {
  case $1 in
    *TURN_STATUS_COMPLETED*) ;;
    *) echo "The turn is not COMPLETED." >&2 && exit 1 ;;
  esac
}

echo "== Create a conversation"
conversation=$(call -X POST "$gateway/api/v1/chat/conversations" \
  -d "{\"provider\": $(json "$provider"), \"connection_id\": $(json "$connection")}") || refused "$conversation"
echo "$conversation"
id=$(printf '%s' "$conversation" | sed -n 's/.*"id" *: *"\([^"]*\)".*/\1/p' | head -n 1)

echo "== List conversations, the last changed first"
call "$gateway/api/v1/chat/conversations?page_size=3"
echo

echo "== Ask, with the answer as a stream of events"
events=$(mktemp)
trap 'rm -f "$events"' EXIT
call -X POST "$gateway/api/v1/chat/conversations/$id/messages" \
  -d "{\"content\": $(json "$question"), \"stream\": true}" | tee "$events"
finished "$(cat "$events")"

echo "== Ask, with the finished turn as one answer"
turn=$(call -X POST "$gateway/api/v1/chat/conversations/$id/messages" \
  -d "{\"content\": $(json "$question"), \"stream\": false}") || refused "$turn"
echo "$turn"
finished "$turn"

echo "== Run a query, without a model"
call -X POST "$gateway/api/v1/data/connections/$connection/query" \
  -d '{"sql": "SELECT 1 + 1 AS two"}'
echo
