#!/usr/bin/env python3
"""Asks chatdata a question over REST and prints the answer as it streams.

Needs Python 3.9 and nothing else. The answer is a stream of server-sent events; when it drops, it
is read on from the last event that was seen, and nothing is lost or doubled.

    python3 chat_rest.py ["question"] [--provider builtin] [--connection default]

Ends with 0 when the turn is COMPLETED, else with 1.
"""

import argparse
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

# The gateway sends a comment every 15 s, so a silent connection is a lost one.
SILENCE_SECONDS = 45
WAITS_SECONDS = (0.2, 0.5, 1, 2, 4, 4, 4, 4, 4, 4)


class Problem(Exception):
    """The gateway refused a request or ended a stream with an error."""

    def __init__(self, status, details):
        super().__init__(details.get("detail") or details.get("title") or f"HTTP status {status}")
        self.status = status


class Gateway:
    """The REST API."""

    def __init__(self, address):
        self.api = address.rstrip("/") + "/api/v1"

    def post(self, path, body, **headers):
        data = json.dumps(body).encode("utf-8")
        return self._open(path, data, {"Content-Type": "application/json", **headers})

    def get(self, path, headers):
        return self._open(path, None, headers)

    def _open(self, path, data, headers):
        request = urllib.request.Request(self.api + path, data=data, headers=headers)
        try:
            return urllib.request.urlopen(request, timeout=SILENCE_SECONDS)
        except urllib.error.HTTPError as error:
            try:
                details = json.load(error)
            except ValueError:
                details = {}
            raise Problem(error.code, details) from error


def server_sent_events(response):
    """Yields (event, id, data) of a text/event-stream."""
    event, event_id, data = "", "", []
    for raw in response:
        line = raw.decode("utf-8").rstrip("\r\n")
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if not line:
            if data:
                yield event, event_id, "\n".join(data)
            event, data = "", []
        elif field == "event":
            event = value
        elif field == "id":
            event_id = value
        elif field == "data":
            data.append(value)


def chat_events(gateway, conversation_id, question):
    """Sends a message and yields the events of its turn, each once, over lost connections."""
    message = {"content": question, "stream": True, "request_id": str(uuid.uuid4())}
    last_id = ""
    tries = 0
    while True:
        try:
            if last_id:
                turn_id = last_id.rpartition(":")[0]
                stream = gateway.get(f"/chat/turns/{turn_id}/events", {"Last-Event-ID": last_id})
            else:
                # The request_id makes this safe to repeat: it attaches to the same turn.
                stream = gateway.post(f"/chat/conversations/{conversation_id}/messages", message)
            with stream:
                for event, event_id, data in server_sent_events(stream):
                    if event == "error":
                        problem = json.loads(data)
                        raise Problem(problem.get("status"), problem)
                    last_id, tries = event_id, 0
                    yield json.loads(data)
                    if event == "turn_finished":
                        return
            reason = "the stream ended before the turn did"
        except Problem as problem:
            if problem.status != 503:
                raise
            reason = problem
        except (OSError, http.client.HTTPException) as error:
            reason = error
        if tries == len(WAITS_SECONDS):
            raise ConnectionError(f"The gateway does not come back: {reason}")
        print(f"The connection was lost ({reason}); reading on.", file=sys.stderr)
        time.sleep(WAITS_SECONDS[tries])
        tries += 1


def main():
    environment = os.environ.get
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("question", nargs="?", default="What tables are in my database?")
    parser.add_argument(
        "--gateway", default=environment("CHATDATA_GATEWAY", "http://127.0.0.1:8000")
    )
    parser.add_argument("--provider", default=environment("CHATDATA_PROVIDER", ""))
    parser.add_argument("--model", default=environment("CHATDATA_MODEL", ""))
    parser.add_argument("--connection", default=environment("CHATDATA_CONNECTION", ""))
    options = parser.parse_args()

    gateway = Gateway(options.gateway)
    try:
        with gateway.post(
            "/chat/conversations",
            {
                "provider": options.provider,
                "model": options.model,
                "connection_id": options.connection,
            },
        ) as created:
            conversation = json.load(created)
        for event in chat_events(gateway, conversation["id"], options.question):
            if "token" in event:
                print(event["token"].get("text", ""), end="", flush=True)
            elif "tool_call" in event:
                print(f"calls {event['tool_call']['tool']}", file=sys.stderr)
            elif "turn_finished" in event:
                print()
                end = event["turn_finished"]
    except (Problem, OSError, http.client.HTTPException) as error:
        print(f"{options.gateway}: {error}", file=sys.stderr)
        return 1
    if end["status"] != "TURN_STATUS_COMPLETED":
        print(f"{end['status']}: {end.get('error', {}).get('message', '')}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
