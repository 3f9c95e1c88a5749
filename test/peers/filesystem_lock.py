"""Holds Python's FilesystemLock on a path: does what it is told, a line at a time, and says how it went."""
import sys

from twisted.python.lockfile import FilesystemLock

lock = FilesystemLock(sys.argv[1])
for line in sys.stdin:
    command = line.strip()
    if command == "lock":
        print(lock.lock(), lock.clean, flush=True)
    elif command == "unlock":
        lock.unlock()
        print("unlocked", flush=True)
