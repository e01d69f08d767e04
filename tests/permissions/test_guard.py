from __future__ import annotations

from pathlib import Path

import pytest

from agent_tui.core.effects import Runs
from agent_tui.core.verdicts import Allow, Ask, Mode
from tests.permissions.conftest import MakeGate


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf /",
        "rm -rf /*",
        "rm -fr ~",
        "rm -r -f ~/",
        "rm -rf ~/*",
        "rm -rf $HOME",
        'rm -rf "$HOME"',
        'rm -rf "${HOME}"/*',
        "rm -rf .",
        "rm -rf ./",
        "rm -rf *",
        "rm -rf ./*",
        "rm -rf ..",
        "rm -rf ../..",
        "rm -rf HERE",
        "rm -rf HERE/",
        "rm --recursive /etc",
        "rm -rf /usr",
        "rm -Rf /home",
        "rm -rf ~root",
        "sudo rm -rf /",
        "bash -c 'rm -rf ~'",
        "env rm -rf ~",
        "\\rm -rf ~",
        "r''m -rf ~",
        "cd / && rm -rf $PWD",
        'rm -rf "$X/"*',
        "rm -rf $X",
        "rm -rf `pwd`",
        "rm -rf .git",
        "rm -rf -- /",
        "rm --recu --force ~",
        "find / -delete",
        "find ~ -exec rm -rf {} +",
        "find . -delete",
        "mv ~ /tmp/x",
        "chmod -R 777 /",
        "chown -R x ~",
        "ls; rm -rf ~",
        "dd if=x of=/dev/sda",
        "mkfs.ext4 /dev/sda1",
        "mkfs /dev/sda",
        "wipefs -a /dev/sda",
        "cat x > /dev/sda",
        "echo > '/dev/nvme0n1'",
        "shred /dev/sda",
        "cp x /dev/sda",
        "tee /dev/sda",
        ":(){ :|:& };:",
        "bomb() { bomb | bomb & }; bomb",
        "shutdown now",
        "reboot",
        "systemctl poweroff",
        "kill -9 -1",
        "crontab -r",
        "git push -f",
        "git push --force origin main",
        "git push -f origin HEAD:master",
        "git push origin +main",
        "git push origin :main",
        "git push --delete origin main",
        "git push --mirror",
        "git push --force-with-lease",
        "git push --all -f",
        "git clean -fdx",
        "git clean -xdf",
        "git clean -f -X",
        "git -C x push -f",
        "(rm -rf ~)",
        "x=$(rm -rf ~)",
        "nohup rm -rf ~ &",
        "if true; then rm -rf ~; fi",
        "eval 'rm -rf ~'",
        "timeout 5 bash -c 'rm -rf ~'",
        "xargs rm -rf ~",
        "find . -name x | xargs rm -rf",
        "xargs -0 rm -r -f",
        "rm -rf {src,..}",
        "rm -rf ../{other,{proj,x}}",
        "cd / && rm -rf etc",
        "cd ~ && rm -rf .",
        "cd && rm -rf *",
        "cd .. && rm -rf proj",
        "cd ..; rm -rf proj",
        "(cd /; rm -rf usr)",
        "pushd / ; rm -rf usr",
        "cd src && cd .. && rm -rf *",
        "cd -P / && rm -rf etc",
        "cd nowhere && rm -rf *",
        "cd src | rm -rf *",
        "cd src || rm -rf *",
        "(cd src) && rm -rf *",
        "cd {/,src} && rm -rf etc",
        "env -C / rm -rf etc",
        "env --chdir=/ rm -rf etc",
        "sudo -D / rm -rf etc",
        "trap 'rm -rf ~' EXIT",
        "alias x='rm -rf ~'",
        "rsync -a --delete empty/ ~/",
        "rimraf ~",
    ],
)
def test_what_could_not_be_undone_is_asked_about_in_every_mode(gate: MakeGate, root: Path, command: str) -> None:
    permissions = gate(allow=["bash", "bash(rm *)"], sandboxed=True)
    effect = Runs(command.replace("HERE", str(root)), str(root))
    for mode in (Mode.ASK, Mode.EDITS, Mode.AUTO, Mode.YOLO):
        verdict = permissions.judge("bash", effect, mode)
        assert isinstance(verdict, Ask)
        assert verdict.rule == "guard"
        assert verdict.offer == ()


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf build",
        "rm -rf ./dist/*",
        "rm x",
        "rm -f *",
        "rm -rf /tmp/x/y",
        "rm -rf src",
        "find . -name '*.pyc' -delete",
        "mv a b",
        "chmod -R u+w src",
        "chmod 644 .",
        "dd if=a of=b",
        "echo x > /dev/null",
        "git push",
        "git push origin main",
        "git push -f origin feature",
        "git push origin :feature",
        "git push --force-with-lease origin topic",
        "git clean -n",
        "git clean -fd",
        "kill 123",
        "crontab -l",
        "git commit -m 'rm -rf it'",
        "cp a /dev/null",
        "find src -name x",
        "systemctl status x",
        "git push origin main:topic",
        "cd src && rm -rf *",
        "cd src && rm -rf build && cd .. && ls",
        "cd / && ls",
        "rm -rf {build,dist}",
        "find . -name x | xargs rm",
        "rsync -a --delete src/ out/copy/",
        "env -C src rm -rf build",
        "trap 'rm -f x' EXIT",
    ],
)
def test_ordinary_commands_pass_the_guard(gate: MakeGate, root: Path, command: str) -> None:
    assert isinstance(gate().judge("bash", Runs(command, str(root)), Mode.YOLO), Allow)


@pytest.mark.parametrize("command", ["cd a; cd ..; " * 2_000 + "rm x", "rm -rf {" + "," * 30_000])
def test_what_leads_everywhere_is_judged_at_once(gate: MakeGate, root: Path, command: str) -> None:
    gate().judge("bash", Runs(command, str(root)), Mode.YOLO)


def test_of_more_directories_than_can_be_followed_none_is_trusted(gate: MakeGate, root: Path) -> None:
    command = "; ".join(f"cd {number}" for number in range(40)) + "; cd / ; rm -rf etc"
    for mode in (Mode.ASK, Mode.YOLO):
        assert isinstance(gate().judge("bash", Runs(command, str(root)), mode), Ask)


def test_a_command_hidden_behind_many_words_does_not_pass_the_guard(gate: MakeGate, root: Path) -> None:
    for command in ("env" + " A=1" * 70 + " rm -rf ~", "sudo" + " -n" * 2_000 + " rm -rf ~"):
        assert isinstance(gate().judge("bash", Runs(command, str(root)), Mode.YOLO), Ask)
