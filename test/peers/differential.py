"""Runs programs on Python's Twisted: the twin of test/differential/run.ts.

Reads a program a line, as JSON, and writes what happened, as JSON, a line for each.
"""
import gc
import json
import sys
from types import SimpleNamespace

from twisted.internet.defer import (
    Deferred,
    DeferredList,
    DeferredLock,
    DeferredQueue,
    DeferredSemaphore,
    FirstError,
    execute,
    fail,
    gatherResults,
    inlineCallbacks,
    maybeDeferred,
    succeed,
)
from twisted.internet.task import Clock, Cooperator, LoopingCall, deferLater
from twisted.logger import globalLogBeginner
from twisted.python.failure import Failure


class ProgramError(Exception):
    pass


def error(n):
    return ProgramError(f"E{n}")


# What Twisted says by an assertion or a plain error has a type of its own with us.
NAMES = {
    ("startLoop", "AssertionError"): "AlreadyRunning",
    ("stopLoop", "AssertionError"): "NotRunning",
    ("resetLoop", "AssertionError"): "NotRunning",
}


def name_of(thrown, op=""):
    if isinstance(thrown, ProgramError):
        return str(thrown)
    if isinstance(thrown, FirstError):
        return f"FirstError#{thrown.index}({name_of(thrown.subFailure.value)})"
    name = type(thrown).__name__
    if name == "AssertionError" and (op, name) not in NAMES:
        return "NotHeldError"
    return NAMES.get((op, name), name)


def describe(value):
    if value is None:
        return "-"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Failure):
        return "!" + name_of(value.value)
    if isinstance(value, Deferred):
        return "D"
    if isinstance(value, (DeferredLock, DeferredSemaphore)):
        return "L"
    if isinstance(value, list):
        return "[" + ",".join(describe_result(v) for v in value) + "]"
    if isinstance(value, tuple):
        return f"({value[1]}:{describe(value[0])})"
    return "object"


def describe_result(value):
    """A member of what a DeferredList gives, or of what gatherResults does."""
    if isinstance(value, tuple) and isinstance(value[0], bool):
        return ("(+" if value[0] else "(-") + describe(value[1]) + ")"
    return describe(value)


def number(seconds):
    """As JavaScript writes it."""
    return str(int(seconds)) if seconds == int(seconds) else repr(seconds)


def pick(all, which):
    return all[which % len(all)] if all else None


class World:
    def __init__(self):
        self.trace = []
        self.clock = Clock()
        self.deferreds = []
        self.own = set()
        self.generated = set()
        self.members = {}
        self.pauses = {}
        self.locks = []
        self.queues = []
        self.calls = []
        self.loops = []
        self.tasks = []
        self.labels = 0
        self.moves = 0
        self.generating = 0
        self.cancelling = 0

    def run(self, program):
        for op in program:
            self.perform(op)
        for d in list(self.pauses):
            while self.pauses[d] > 0:
                self.attempt(lambda: self.unpause(d))
        self.finish()
        for i, d in enumerate(self.deferreds):
            result = describe(getattr(d, "result", None))
            self.say(f"d{i} {'called' if d.called else 'open'} {result}")

    def finish(self):
        for lock in self.locks:
            tokens = int(not lock.locked) if isinstance(lock, DeferredLock) else lock.tokens
            self.say(f"lock {tokens} {len(lock.waiting)}")
        for queue in self.queues:
            self.say(f"queue {len(queue.pending)} {len(queue.waiting)}")
        for call in self.calls:
            self.say(f"call {number(call.getTime()) if call.active() else 'over'}")
        for loop in self.loops:
            self.say(f"loop {'runs' if loop.loop.running else 'rests'}")
        for entry in self.tasks:
            entry.task.whenDone().addErrback(lambda _: None)

    def forget(self):
        for all in (self.deferreds, self.locks, self.queues, self.calls, self.loops, self.tasks):
            all.clear()
        self.pauses.clear()
        self.own.clear()
        self.generated.clear()
        self.members.clear()
        self.clock = None

    def label(self, kind):
        self.labels += 1
        return f"{kind}{self.labels - 1}"

    def say(self, text):
        self.trace.append(text)

    def attempt(self, act, op=""):
        try:
            act()
        except Exception as thrown:
            self.say(f"raised {name_of(thrown, op)}")

    def perform(self, op):
        cancels = op["op"] in ("cancel", "advance")
        self.cancelling += cancels
        self.attempt(lambda: getattr(self, "do_" + op["op"])(op), op["op"])
        self.cancelling -= cancels

    def perform_all(self, ops):
        for op in ops:
            self.perform(op)

    def keep(self, d):
        self.deferreds.append(d)

    def keep_own(self, d):
        self.own.add(d)
        self.keep(d)

    def may_fire(self, d):
        return d in self.own or d.called

    def deferred(self, d):
        return self.deferreds[d % len(self.deferreds)]

    def act(self, behaviour, owner, kind="cb"):
        label = self.label(kind)
        then = behaviour["then"]

        def call(result=None):
            self.say(f"{label} {describe(result)}")
            self.perform_all(behaviour["ops"])
            end = then["end"]
            if end == "value":
                return then["v"]
            if end == "same":
                return result
            if end == "raise":
                raise error(then["n"])
            if end == "failure":
                return Failure(error(then["n"]))
            if end == "none":
                return None
            target = self.deferred(then["d"])
            halfway = self.cancelling > 0 and target in self.generated
            no_wait = halfway or owner[0] in self.members or self.reaches(target, owner[0])
            return 0 if no_wait else target

        return call

    def reaches(self, start, wanted):
        seen = set()
        ahead = [start]
        while ahead:
            d = ahead.pop()
            if d is wanted:
                return True
            if d in seen:
                continue
            seen.add(d)
            ahead.extend(self.members.get(d, []))
            waits_for = getattr(d, "result", None)
            if isinstance(waits_for, Deferred):
                ahead.append(waits_for)
        return False

    def keep_list(self, d, members):
        self.members[d] = members
        self.keep(d)

    def keep_owned(self, make):
        owner = [None]
        owner[0] = make(owner)
        self.keep(owner[0])

    def canceller(self, canceller):
        label = self.label("canceller")
        does = canceller["does"]
        asked = []

        def call(d):
            self.say(label)
            asked.append(True)
            if does == "fire":
                d.callback(canceller["v"])
            elif does == "fail":
                d.errback(error(canceller["n"]))
            elif does == "raise":
                raise error(canceller["n"])
            elif does == "cancel" and len(asked) == 1:
                other = self.deferred(canceller["d"])
                if not self.reaches(other, d):
                    other.cancel()

        return call

    def do_new(self, op):
        canceller = op["canceller"]
        self.keep_own(Deferred(self.canceller(canceller) if canceller else None))

    def do_succeed(self, op):
        self.keep_own(succeed(op["v"]))

    def do_fail(self, op):
        self.keep_own(fail(error(op["n"])))

    def do_maybe(self, op):
        self.keep_owned(lambda owner: maybeDeferred(self.act(op["f"], owner)))

    def do_execute(self, op):
        def without_deferred(f):
            def call():
                result = f()
                return 0 if isinstance(result, Deferred) else result

            return call

        self.keep_owned(lambda owner: execute(without_deferred(self.act(op["f"], owner))))

    def do_callback(self, op):
        d = self.deferred(op["d"])
        if self.may_fire(d):
            d.callback(op["v"])

    def do_callbackFailure(self, op):
        d = self.deferred(op["d"])
        if self.may_fire(d):
            d.callback(Failure(error(op["n"])))

    def do_errback(self, op):
        d = self.deferred(op["d"])
        if self.may_fire(d):
            d.errback(error(op["n"]))

    def do_add(self, op):
        d = self.deferred(op["d"])
        callback = op["callback"] and self.act(op["callback"], [d])
        errback = op["errback"] and self.act(op["errback"], [d], "eb")
        if callback and errback:
            d.addCallbacks(callback, errback)
        elif callback:
            d.addCallback(callback)
        elif errback:
            d.addErrback(errback)

    def do_addBoth(self, op):
        d = self.deferred(op["d"])
        d.addBoth(self.act(op["both"], [d]))

    def do_chain(self, op):
        d, to = self.deferred(op["d"]), self.deferred(op["to"])
        if to is not d and to in self.own:
            d.chainDeferred(to)

    def do_pause(self, op):
        d = self.deferred(op["d"])
        if isinstance(getattr(d, "result", None), Deferred) or d in self.generated:
            return
        self.pauses[d] = self.pauses.get(d, 0) + 1
        d.pause()

    def do_unpause(self, op):
        self.unpause(self.deferred(op["d"]))

    def unpause(self, d):
        if self.pauses.get(d, 0) > 0:
            self.pauses[d] -= 1
            d.unpause()

    def do_cancel(self, op):
        if self.generating == 0:
            self.deferred(op["d"]).cancel()

    def do_timeout(self, op):
        d = self.deferred(op["d"])

        def instead(result, waited):
            self.say(f"timeout {describe(result)} {waited}")
            return op["instead"]

        handler = None if op["instead"] is None else instead
        d.addTimeout(op["seconds"], self.clock, handler)

    def do_list(self, op):
        members = [self.deferred(d) for d in op["ds"]]
        list = DeferredList(members, op["one"], op["oneError"], op["consume"])
        self.keep_list(list, members)

    def do_gather(self, op):
        members = [self.deferred(d) for d in op["ds"]]
        self.keep_list(gatherResults(members, op["consume"]), members)

    def do_generate(self, op):
        label = self.label("gen")

        @inlineCallbacks
        def generator():
            for step in op["steps"]:
                kind = step["step"]
                if kind == "raise":
                    raise error(step["n"])
                if kind == "plain":
                    got = yield step["v"]
                    self.say(f"{label} plain {describe(got)}")
                elif kind == "do":
                    self.generating += 1
                    self.perform_all(step["ops"])
                    self.generating -= 1
                else:
                    try:
                        got = yield self.deferred(step["d"])
                        self.say(f"{label} got {describe(got)}")
                    except Exception as thrown:
                        self.say(f"{label} caught {name_of(thrown)}")
                        if step["caught"] == "no":
                            raise
                        if step["caught"] == "raise":
                            raise error(99)
            self.say(f"{label} ends")
            return op["v"]

        d = generator()
        self.generated.add(d)
        self.keep(d)

    def do_lock(self, op):
        self.locks.append(DeferredLock())

    def do_semaphore(self, op):
        self.locks.append(DeferredSemaphore(op["tokens"]))

    def do_acquire(self, op):
        self.keep(pick(self.locks, op["l"]).acquire())

    def do_release(self, op):
        pick(self.locks, op["l"]).release()

    def do_run(self, op):
        self.keep_owned(
            lambda owner: pick(self.locks, op["l"]).run(self.act(op["f"], owner, "run"))
        )

    def do_queue(self, op):
        self.queues.append(DeferredQueue(op["size"], op["backlog"]))

    def do_put(self, op):
        pick(self.queues, op["q"]).put(op["v"])

    def do_get(self, op):
        self.keep(pick(self.queues, op["q"]).get())

    def do_later(self, op):
        label = self.label("call")

        def call():
            self.say(f"{label} at {number(self.clock.seconds())}")
            self.perform_all(op["ops"])
            if op["raise"] is not None:
                raise error(op["raise"])

        self.calls.append(self.clock.callLater(op["seconds"], call))

    def apart(self, seconds):
        self.moves += 1
        return seconds + 2.0 ** (self.moves % 30 - 40)

    def do_cancelCall(self, op):
        if self.calls:
            pick(self.calls, op["c"]).cancel()

    def do_resetCall(self, op):
        if self.calls:
            pick(self.calls, op["c"]).reset(self.apart(abs(op["seconds"])))

    def do_delayCall(self, op):
        if self.calls:
            pick(self.calls, op["c"]).delay(self.apart(op["seconds"]))

    def do_advance(self, op):
        self.clock.advance(op["seconds"])
        pending = len(self.clock.getDelayedCalls())
        self.say(f"now {number(self.clock.seconds())} {pending} pending")

    def do_deferLater(self, op):
        def make(owner):
            if op["f"] is None:
                return deferLater(self.clock, op["seconds"])
            return deferLater(self.clock, op["seconds"], self.act(op["f"], owner, "later"))

        self.keep_owned(make)

    def do_loop(self, op):
        act = self.act(op["f"], [None], "loop")
        loop = LoopingCall.withCount(act) if op["counted"] else LoopingCall(act)
        loop.clock = self.clock
        self.loops.append(SimpleNamespace(loop=loop, starts=0 if op["counted"] else None, open=False))

    def do_startLoop(self, op):
        label = self.label("started")

        def ended(result):
            picked.open = False
            self.say(f"{label} {describe(result) if isinstance(result, Failure) else 'loop'}")

        picked = pick(self.loops, op["p"])
        if not picked or (picked.open and not picked.loop.running):
            return
        if picked.starts is not None:
            picked.starts += 1
            if picked.starts > 1:
                return
        started = picked.loop.start(op["seconds"], op["now"])
        picked.open = True
        started.addBoth(ended)

    def do_stopLoop(self, op):
        if self.loops:
            pick(self.loops, op["p"]).loop.stop()

    def do_resetLoop(self, op):
        if self.loops:
            pick(self.loops, op["p"]).loop.reset()

    def do_cooperate(self, op):
        label = self.label("task")
        entry = SimpleNamespace(task=None, pauses=0, waits=False)

        def iterator():
            for turn in op["turns"]:
                entry.waits = False
                self.say(f"{label} {turn['turn']}")
                if turn["turn"] == "raise":
                    raise error(turn["n"])
                entry.waits = turn["turn"] == "wait"
                yield self.deferred(turn["d"]) if entry.waits else None
            entry.waits = False

        cooperator = Cooperator(
            terminationPredicateFactory=slice_of_two,
            scheduler=lambda slice: self.clock.callLater(1, slice),
        )
        entry.task = cooperator.cooperate(iterator())
        self.tasks.append(entry)

    def do_pauseTask(self, op):
        picked = pick(self.tasks, op["t"])
        if picked:
            picked.task.pause()
            picked.pauses += 1

    def do_resumeTask(self, op):
        picked = pick(self.tasks, op["t"])
        if picked and picked.pauses > 0:
            picked.pauses -= 1
            picked.task.resume()

    def do_stopTask(self, op):
        picked = pick(self.tasks, op["t"])
        if picked and not picked.waits:
            picked.task.stop()

    def do_whenDone(self, op):
        if self.tasks:
            self.keep(pick(self.tasks, op["t"]).task.whenDone())


def slice_of_two():
    steps = [0]

    def over():
        steps[0] += 1
        return steps[0] >= 2

    return over


unhandled = []


def observe(event):
    # The event after the one that says "Unhandled error in Deferred:".
    if event.get("log_format") == "" and "log_failure" in event:
        unhandled.append(describe(event["log_failure"]))


def run(program):
    unhandled.clear()
    world = World()
    world.run(program)
    world.forget()
    # What a generator that is collected has held goes only after it.
    while gc.collect() > 0:
        pass
    world.say("unhandled " + " ".join(sorted(unhandled)))
    return world.trace


if __name__ == "__main__":
    # Until logging has begun, every event is kept, and with it the failures and all that they refer to.
    globalLogBeginner.beginLoggingTo([observe], discardBuffer=True, redirectStandardIO=False)
    gc.collect()
    gc.freeze()
    gc.disable()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
