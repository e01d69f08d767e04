"""Confines this process by Landlock and seccomp, then becomes the command it was given.

Started as a program of its own with nothing but the standard library:
`python -I confine.py '{"write": [...], "loopback": false, "scratch": "..."}' COMMAND ARGUMENTS`. Linux only.
"""

from __future__ import annotations

import ctypes
import json
import os
import struct
import sys
from collections.abc import Iterable

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_FILTER = 38, 22, 2
_PR_CAPBSET_DROP, _CAPABILITY_VERSION = 24, 0x20080522
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_LOOK = _EXECUTE | _READ_FILE | _READ_DIR
_TCP = 0b11
_SIGNALS_AND_ABSTRACT_SOCKETS = 0b11
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")

REFUSED = 126
"""Exit code where the confinement could not be put up; the command has not run then."""


def landlock_version() -> int:
    """The version of Landlock's interface; 0 where the kernel has none."""
    return max(0, int(_LIBC.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def confine(write: Iterable[str] | None, loopback: bool) -> None:
    """Give up, for good, all writing but below `write`, the network and every hold on other processes.

    With `write` None and `loopback`, files and network are held back by namespaces already, and only what those let
    through is given up. Raises `OSError` where the kernel refuses.
    """
    _checked(_LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _drop_capabilities()
    if write is not None:
        _restrict_files(write)
    _filter_calls(loopback)


def _drop_capabilities() -> None:
    """A root without its powers: with them it may look into any process, whatever Landlock says."""
    for capability in range(64):
        _LIBC.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    _checked(_LIBC.capset(struct.pack("=Ii", _CAPABILITY_VERSION, 0), bytes(24)), "capabilities")


def _restrict_files(write: Iterable[str]) -> None:
    version = landlock_version()
    every = (1 << 13) - 1
    every |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0) | (_IOCTL_DEV if version >= 5 else 0)
    fields = (every, _TCP if version >= 4 else 0, _SIGNALS_AND_ABSTRACT_SOCKETS if version >= 6 else 0)
    attribute = struct.pack("=QQQ", *fields)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _checked(_LIBC.syscall(_CREATE_RULESET, attribute, ctypes.c_size_t(size), 0), "landlock")
    _grant(ruleset, "/", _LOOK)
    for device in _DEVICES:
        _grant(ruleset, device, every & (_READ_FILE | _WRITE_FILE | _IOCTL_DEV))
    for path in write:
        _grant(ruleset, path, every)
    _checked(_LIBC.syscall(_RESTRICT_SELF, ruleset, 0), "landlock")
    os.close(ruleset)


def _grant(ruleset: int, path: str, rights: int) -> None:
    """Add a rule for `path` and what lies below; a path that is gone, or became a link, gains nothing."""
    try:
        target = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        status = os.fstat(target)
        kind = status.st_mode & 0o170000
        if kind == 0o120000:
            return
        allowed = rights if kind == 0o040000 else rights & _ON_FILES
        rule = struct.pack("=Qi", allowed, target)
        _checked(_LIBC.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0), "landlock")
    finally:
        os.close(target)


_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_DENIED = {
    # name: number on x86_64, on aarch64
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "pidfd_getfd": (438, 438), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsmount": (432, 432), "mount_setattr": (442, 442),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
}  # fmt: skip
_SOCKET, _IOCTL = (41, 198), (16, 29)
_LOCAL = 1
"""AF_UNIX: a namespace does not part a process from the sockets that lie about as files."""
_TERMINAL_INPUT = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX, which type into the person's terminal."""

_LOAD, _JUMP_EQUAL, _JUMP_FROM, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _FORBID = 0x7FFF0000, 0x00050000 | 1
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT, _SECOND_ARGUMENT_AT = 0, 4, 16, 24


def call_filter(machine: str, loopback: bool) -> list[tuple[int, int, int, int]]:
    """The seccomp program: (code, jump if true, jump if false, operand) each. Raises `KeyError` for other machines."""
    audit, column = _ARCHITECTURES[machine]
    program = [(_LOAD, 0, 0, _ARCHITECTURE_AT), (_JUMP_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _FORBID)]
    program.append((_LOAD, 0, 0, _NUMBER_AT))
    # Numbers from here on are the x32 calls, which would go by another table.
    program += [(_JUMP_FROM, 0, 1, 0x40000000), (_RETURN, 0, 0, _FORBID)]
    for numbers in _DENIED.values():
        program += [(_JUMP_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _FORBID)]
    if loopback:
        program += [(_JUMP_EQUAL, 0, 4, _SOCKET[column]), (_LOAD, 0, 0, _FIRST_ARGUMENT_AT)]
        program += [(_JUMP_EQUAL, 0, 1, _LOCAL), (_RETURN, 0, 0, _FORBID), (_RETURN, 0, 0, _ALLOW)]
    else:
        program += [(_JUMP_EQUAL, 0, 1, _SOCKET[column]), (_RETURN, 0, 0, _FORBID)]
    program += [(_JUMP_EQUAL, 0, 1 + 2 * len(_TERMINAL_INPUT), _IOCTL[column]), (_LOAD, 0, 0, _SECOND_ARGUMENT_AT)]
    for request in _TERMINAL_INPUT:
        program += [(_JUMP_EQUAL, 0, 1, request), (_RETURN, 0, 0, _FORBID)]
    program.append((_RETURN, 0, 0, _ALLOW))
    return program


def _filter_calls(loopback: bool) -> None:
    try:
        program = call_filter(os.uname().machine, loopback)
    except KeyError:
        raise OSError(f"no filter for {os.uname().machine}") from None
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    header = struct.pack("@HxxxxxxP", len(program), ctypes.addressof(code))
    _checked(_LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, header, 0, 0), "seccomp")


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return int(result)


def main() -> None:
    """Confine, then run."""
    policy, command = json.loads(sys.argv[1]), sys.argv[2:]
    try:
        confine(policy["write"], policy["loopback"])
    except OSError as error:
        os.write(2, f"The sandbox could not be put up: {error}\n".encode())
        raise SystemExit(REFUSED) from None
    os.environ["TMPDIR"] = policy["scratch"]
    try:
        os.execvp(command[0], command)
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
        raise SystemExit(127) from None


if __name__ == "__main__":
    main()
