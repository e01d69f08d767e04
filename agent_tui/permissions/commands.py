"""Names of commands, sorted by what can come of them."""

from __future__ import annotations


def names(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


RESERVED = names(
    """
    if then else elif fi case esac for select while until do done in function time coproc { } ! [[ ]]
    """
)
"""Words of the shell's grammar."""
WRAPPERS = names(
    """
    env nohup xargs sudo doas su sh bash zsh dash ksh fish csh tcsh ash busybox toybox time timeout gtimeout nice
    ionice chrt taskset watch command builtin exec eval source . setsid stdbuf unbuffer script strace ltrace chroot
    unshare nsenter setpriv runuser pkexec parallel rush flock ssh mosh screen tmux at batch crontab systemd-run
    start-stop-daemon proot fakeroot firejail bwrap expect gdb lldb entr caffeinate arch open xdg-open osascript
    """
)
"""Commands that run other commands."""
POISON = names(
    """
    export declare typeset local readonly unset alias unalias set shopt trap enable hash read readarray mapfile
    getopts let bind complete compopt compgen umask ulimit exit return logout pushd popd dirs fc history caller wait
    jobs bg fg disown suspend shift break continue test [
    """
)
"""Builtins that change the shell for the commands after them, or evaluate what they are given."""
RUNS_ANYTHING = names(
    """
    python python2 python3 pypy node deno bun ruby perl php lua luajit rscript julia tclsh wish irb ghci erl elixir
    iex scala groovy java jshell pwsh powershell awk gawk mawk nawk sed ed ex vi vim nvim emacs nano less more man
    find fd fdfind rg tar rsync scp sftp curl wget nc ncat netcat socat telnet npx pnpx bunx uvx pipx tsx ts-node
    docker podman kubectl rm rmdir mv dd chmod chown kill killall pkill mount umount install ln tee cp truncate
    shred cat sqlite3 psql mysql mongosh redis-cli git gh make ipython
    """
)
"""Commands that can be made to run, send or destroy anything by their arguments."""
