"""Runs a command with a pseudo-terminal as standard output, standard error or both; prints what each was given, as JSON.

Usage: pseudo-terminal.py COLUMNS out|err|both PROGRAM ARGUMENT…
"""
import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import threading

columns, which, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def terminal():
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    return master, slave


def collect(source, into):
    while True:
        try:
            chunk = os.read(source, 65536)
        except OSError:  # Linux answers so when the last writer has gone.
            return
        if not chunk:
            return
        into.append(chunk)


out = os.pipe() if which == "err" else terminal()
err = os.pipe() if which == "out" else out if which == "both" else terminal()
child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out[1], stderr=err[1])
for end in {out[1], err[1]}:
    os.close(end)
texts = {out[0]: [], err[0]: []}
readers = [threading.Thread(target=collect, args=item) for item in texts.items()]
for reader in readers:
    reader.start()
code = child.wait()
for reader in readers:
    reader.join()
shown = {end: b"".join(chunks).decode().replace("\r\n", "\n") for end, chunks in texts.items()}
print(json.dumps({"code": code, "out": shown[out[0]], "err": "" if which == "both" else shown[err[0]]}))
