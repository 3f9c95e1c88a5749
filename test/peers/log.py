"""Twisted's logger, asked for texts. A request on each line, an answer on each line.

A request is {"do": …, "events": […]}: `format` answers with the text of each event, null where it cannot be
formatted; `write` with a log file, and with the text of each event; `read` takes a log file, and answers with
what it has read. Values are described as in test/logger/described.ts.
"""
import io
import json
import sys

from twisted.logger import (
    LogLevel,
    eventAsText,
    eventsFromJSONLogFile,
    extractField,
    formatEvent,
    jsonFileLogObserver,
)
from twisted.python.failure import Failure


class Object:
    def __init__(self, attributes):
        self.__dict__.update(attributes)

    def __str__(self):
        return "<object>"

    __repr__ = __str__


def failure(name, message):
    try:
        raise type(name, (Exception,), {})(message)
    except Exception:
        return Failure()


def value(described):
    kind, content = described
    if kind in ("string", "integer", "float", "boolean", "null"):
        return content
    if kind == "list":
        return [value(item) for item in content]
    if kind == "dict":
        return {key: value(item) for key, item in content.items()}
    if kind == "object":
        return Object({key: value(item) for key, item in content.items()})
    if kind == "call":
        result = value(content)
        return lambda: result
    if kind == "bytes":
        return bytes.fromhex(content)
    if kind == "failure":
        return failure(*content)
    if kind == "level":
        return LogLevel.levelWithName(content)
    raise ValueError(kind)


def made(described):
    return {key: value(item) for key, item in described.items()}


def text(event):
    result = formatEvent(event)
    lost = ("Unable to format event", "MESSAGE LOST")
    return None if result.startswith(lost) else result


def seen(event):
    failed = event.get("log_failure")
    level = event.get("log_level")
    return {
        "text": text(event),
        "level": None if level is None else level.name,
        "failure": None
        if failed is None
        else [failed.type.__name__, failed.getTraceback()],
        "whole": eventAsText(event, includeTraceback=False),
    }


def extracted(event, fields):
    return [extractField(field, event) for field in fields]


for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "format":
        answer = [text(made(event)) for event in request["events"]]
    elif request["do"] == "write":
        file = io.StringIO()
        separator = request["separator"]
        observe = jsonFileLogObserver(file, separator)
        for event in request["events"]:
            try:
                observe(made(event))
            except Exception:
                # It does not write what it cannot flatten.
                file.seek(file.tell())
        read = eventsFromJSONLogFile(io.StringIO(file.getvalue()), separator)
        answer = {"file": file.getvalue(), "events": [seen(event) for event in read]}
    elif request["do"] == "read":
        read = eventsFromJSONLogFile(io.StringIO(request["file"]), request["separator"])
        answer = [
            {**seen(event), "extracted": extracted(event, request["fields"][index])}
            for index, event in enumerate(read)
        ]
    print(json.dumps(answer), flush=True)
