"""Twisted's DirDBM, PIDFile and LogFile on files that it shares with ours: python3 files.py WHAT PATH ..."""

import sys

from twisted.application.runner._pidfile import AlreadyRunningError, PIDFile, StalePIDFileError
from twisted.persisted.dirdbm import DirDBM
from twisted.python.filepath import FilePath
from twisted.python.logfile import DailyLogFile, LogFile

what, path, *rest = sys.argv[1:]
if what == "dbm-write":
    store = DirDBM(path)
    for key in rest:
        store[bytes.fromhex(key)] = b"value of " + key.encode()
elif what == "dbm-read":
    for key, value in sorted(DirDBM(path).items()):
        print(key.hex(), value.hex())
elif what == "pid":
    file = PIDFile(FilePath(path))
    try:
        print("running" if file.isRunning() else "none")
    except StalePIDFileError:
        print("stale")
elif what == "pid-enter":
    try:
        with PIDFile(FilePath(path)):
            print("entered", flush=True)
            sys.stdin.read()
    except AlreadyRunningError:
        print("already running")
elif what == "log":
    log = LogFile.fromFullPath(path, rotateLength=10, maxRotatedFiles=3)
    for line in rest:
        log.write(line + "\n")
    print(*log.listLogs())
elif what == "suffix":
    print(DailyLogFile.suffix(None, tuple(map(int, rest))))
