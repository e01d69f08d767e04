from __future__ import annotations

import pytest

from agent_tui.tools.interactive import needs_terminal

REFUSED = {
    "vim notes.txt": "edit_file",
    "cd /tmp && nano x": "edit_file",
    "EDITOR=x vi y": "edit_file",
    "sudo -E vim /etc/hosts": "edit_file",
    "/usr/bin/vim x": "edit_file",
    "less README": "read_file",
    "git log | less": "leave it out",
    "top": "top -b -n 1",
    "watch ls": "run the command itself",
    "git rebase -i HEAD~3": "GIT_SEQUENCE_EDITOR",
    "git -C sub rebase --interactive main": "GIT_SEQUENCE_EDITOR",
    "git add -p": "name whole files",
    "git add -p x && git commit -m y": "name whole files",
    "git checkout -p": "name whole files",
    "git stash -p": "name whole files",
    "python": "-c",
    "python3": "-c",
    "make\nnode": "-c",
    "true || python": "-c",
    "(bash)": "-c",
    "npm init": "--yes",
    "npm init vite": "--yes",
    "ssh host": "command to run after the host",
    "ssh -p 22 -i key host": "command to run after the host",
    "ssh -p2222 me@host": "command to run after the host",
    "cat <<E > f\nx\nE\nvim f": "edit_file",
    "tmux": "tmux new -d",
    "docker run --rm -v a:/b -it image sh": "leave out -t",
    "docker exec -ti x sh": "leave out -t",
    "kubectl exec --tty x -- sh": "leave out -t",
    "crontab -e": "crontab",
    "sudo visudo": "sudo",
    "passwd me": "chpasswd",
    "ls | fzf": "--filter",
    "tig": "git log",
}
RUN = [
    "echo vim",
    "git log --oneline",
    "git commit -m 'add -p'",
    "git add -A",
    "git commit -am x",
    "GIT_SEQUENCE_EDITOR='sed -i s/pick/fixup/' git rebase -i HEAD~2",
    "git -c sequence.editor=true rebase -i HEAD~2",
    "git rebase main",
    "python -c 'print(1)'",
    "python script.py",
    "echo 'print(1)' | python",
    "python <<EOF\nprint(1)\nEOF",
    "python < script.py",
    "cat > f <<'EOF'\nvim\ntop\nEOF",
    "cat > f <<EOF\nvim without an end",
    "npm init -y",
    "npm install",
    "ssh host uptime",
    "ssh -i key -p 22 host ls -l",
    "ssh -V",
    "vim -es -c 'wq' f",
    "emacs --batch -l x.el",
    "top -b -n 1",
    "tmux new -d -s x",
    "echo 'unfinished",
    "",
    "''",
    "less --version",
    "grep -r 'less | more' .",
    "docker run --rm -i image sh -c ls",
    "docker build -t image .",
    "crontab -l",
    "passwd -S me",
]


@pytest.mark.parametrize(("command", "form"), REFUSED.items())
def test_what_needs_a_terminal_is_told_with_another_form(command: str, form: str) -> None:
    assert form in needs_terminal(command)


@pytest.mark.parametrize("command", RUN)
def test_all_else_runs(command: str) -> None:
    assert needs_terminal(command) == ""


def test_with_input_an_interpreter_needs_no_arguments() -> None:
    assert needs_terminal("python", fed=True) == ""
    assert needs_terminal("vim", fed=True) != ""


def test_a_very_long_command_takes_no_time() -> None:
    assert needs_terminal("echo " + "x" * 3_000_000) == ""
    assert needs_terminal("<<a " * 500_000) == ""
