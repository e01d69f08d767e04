"""Commands with the verdict that ask mode must give, by class; `%` stands before those with a matching allow rule."""

from __future__ import annotations

ALLOW_RULES = (
    "bash(npm test *)",
    "bash(git checkout *)",
    "bash(make build)",
    "bash(echo *)",
    "bash(pytest *)",
    "bash(cargo build *)",
)

ALLOWED = (
    # only looking, inside the workspace
    "ls", "ls -la", "ls -la src", "ls src README.md", "pwd", "echo hello", "echo 'a b' \"c d\"", "cat README.md",
    "cat -n src/a.py", "head -n 5 README.md", "head -20 README.md", "tail -5 README.md", "wc -l README.md src/a.py",
    "grep -rn print src", "grep -i hello README.md", "grep -e x -r .", "rg print", "rg -n 'a|b' src", "rg --files",
    "rg -g '*.py' print src", "find . -name '*.py'", "find src -type f -maxdepth 2",
    "find . '(' -name a -o -name b ')'", "sed -n 1,5p README.md", "sed -n '1,$p' README.md", "sort README.md",
    "sort -k 2 README.md", "uniq README.md", "cut -d : -f 1 README.md", "tr a b", "diff README.md src/a.py",
    "stat README.md", "du -sh src", "file README.md", "sha256sum README.md", "basename /a/b", "which python", "date",
    "date +%s", "whoami", "uname -a", "true", "id -u", "git status", "git status -sb", "git log --oneline -5",
    "git --no-pager log -n 3", "git diff", "git diff --stat HEAD~1", "git show HEAD", "git branch -a",
    "git rev-parse --show-toplevel", "git ls-files", "git blame README.md", "git log --format=%h",
    "git diff --cached -- README.md", "git remote -v",
    # several parts, each by itself allowed
    "ls; pwd", "ls && pwd || echo no", "cat README.md | grep hello | wc -l", "ls\npwd", "cd src && ls",
    "cd ./src; cat a.py", "git status && git diff --stat", "ls 2>/dev/null", "ls >/dev/null 2>&1",
    "grep -r x . 2> /dev/null | head",
    # rules
    "npm test", "npm test -- --watch", "git checkout main", "git checkout -b x", "make build", "pytest -q && ls",
    "npm test && git checkout main", "pytest tests/*.py", "echo src/*", "cd src && pytest -x", "'npm' \"test\"",
    "n'p'm test",
)  # fmt: skip

ASKED = (
    # no rule
    "npm install", "npm testx", "npm run test", "make", "make build all", "git commit -m x", "python x.py", "./x.sh",
    "cargo", "git", "gitx checkout main", "/usr/bin/npm test", "./npm test",
    # one part of many without a rule
    "npm test && make install", "npm test; rm x", "npm test | tee x", "npm test || curl x", "npm test\nrm x",
    "ls && ls && ls && rm x", "pytest -q & rm x", "npm test &", "npm test |& cat", "! npm test",
    # assignments
    "A=1 npm test", "PAGER=x git log", "GIT_EXTERNAL_DIFF=x git diff", "LD_PRELOAD=x ls", "A=1", "A=1 B=2 ls",
    "a[0]=1", "PATH=. ls", "export A=1", "declare -x A=1", "readonly A=1", "local A=1", "typeset A=1", "unset PATH",
    # expansions and substitutions
    "echo $HOME", "echo \"$HOME\"", "echo ${HOME}", "echo ${x@P}", "echo ${x:=y}", "echo ${!x}", "echo $(ls)",
    "echo `ls`", "echo \"$(ls)\"", "echo \"`ls`\"", "echo $((1+1))", "echo $(( a[$(ls)] ))", "cat <(ls)", "echo $'a'",
    "echo $\"a\"", "echo {a,b}", "echo {1..3}", "ls *", "cat *", "echo *", "echo ~", "echo ~root", "echo a=~",
    "echo a:~", "cat ~/x", "$cmd", "${x}ls", "l$@s", "npm$IFS test", "cat$IFS/etc/passwd", "echo -e{,}x", "echo ?",
    "echo [a]", "/bin/r? x", "echo !!", "echo a\\ b", "l\\s", "\\ls", "ec\\\nho x", "r''m x", "$'\\x72m' x",
    "echo !(x)",
    # redirections, heredocs, substitution of processes
    "echo x > y", "echo x >> y", "echo x >| y", "echo x &> y", "echo x >& y", "> y", "cat < README.md", "cat <<< x",
    "cat <<E\nx\nE", "cat <<'E' > y\nx\nE", "ls >/dev/null -R", "ls 2>/dev/null --color src", "echo x > /dev/null/x",
    "echo x >/dev/nullx", "echo x > \"/dev/null\"$x", "ls 2>&1 -l", "ls >&3", "exec 3<>/dev/tcp/h/1", "echo x >! y",
    # groups and control
    "(ls)", "{ ls; }", "if true; then ls; fi", "for i in a; do ls; done", "while true; do ls; done",
    "case a in a) ls;; esac", "f() { ls; }", "function f { ls; }", "[ -f x ]", "[[ -f x ]]", "((1))", "coproc ls",
    "time ls", "select x in a; do ls; done", "ls # comment", "# comment", "", " ", "\n", "ls &&", "ls ;;", "'", "\"",
    "ls |", "((", "ls\rpwd", "ls\x00pwd", "ls\x1b[2J", "l\u200bs", "ls\u00a0-la", "ls\u3000x",
    # wrappers
    "env ls", "nohup npm test", "xargs npm test", "sudo npm test", "sh -c 'npm test'", "bash -c ls", "bash x.sh",
    "timeout 5 npm test", "nice npm test", "watch ls", "command ls", "builtin echo x", "exec ls", "eval ls",
    "source x", ". x", "stdbuf -o0 ls", "setsid ls", "/usr/bin/env ls", "parallel echo", "busybox ls", "ssh h ls",
    "doas ls", "script -c ls",
    # builtins that poison
    "alias ls=rm", "set -x", "trap ls EXIT", "shopt -s x", "enable -f x y", "hash -p x ls", "read x", "printf -v x y",
    "let a=1", "mapfile x", "umask 0", "pushd src", "test -f x", "bind x", "complete -C x y",
    # dangerous options of commands that look
    "find . -exec ls ';'", "find . -execdir ls ';'", "find . -ok ls ';'", "find . -okdir ls ';'",
    "find . -name x -delete", "find . -fls x", "find . -fprint x", "find . -fprint0 x", "find . -fprintf x y",
    "find -L .", "find . -newer x -files0-from x", "rg --pre x y", "rg --pre=x y", "rg --hostname-bin x y", "rg -z x",
    "rg --search-zip x", "rg -f x", "rg -L x", "sed s/a/b/ README.md", "sed -i s/a/b/ README.md",
    "sed -n 1e README.md", "sed -n 'w x' README.md", "sed -n 1p -i README.md", "sort -o x README.md",
    "sort --output=x README.md", "sort --compress-program=x README.md", "sort -ox README.md", "git -c a=b log",
    "git log --output=x", "git diff --ext-diff", "git --exec-path=x log", "git grep -O x", "git log -p --textconv",
    "git -C src log", "git --git-dir=x log", "git diff --no-index a b", "git log '--format=%(trailers:key=x)'",
    "git log --format=%G?", "git log --show-signature", "git branch x", "git tag x", "git config -l", "git stash",
    "git remote add x y", "git log --outp=x", "tree -o x", "tree -R", "date -s x", "date 01010101", "file -C",
    "file -m x README.md", "less README.md", "man ls", "more x", "xxd -r x", "base64 -o x y",
    "tar --to-command=x -xf y", "awk 'BEGIN{system(\"x\")}'", "jq -f x y", "uniq README.md x", "grep -f x README.md",
    "grep -R x .", "wc --files0-from=x", "du --files0-from=x", "tee x", "cat -- -x /etc/passwd",
    "head -c 5 /etc/passwd", "split x", "hostname x", "ping h", "nslookup h", "dig h", "curl h", "wget h", "host h",
    "printenv", "env", "ps aux", "kill 1", "yarn --version", "node --version", "python --version", "npx x",
    # paths that leave the workspace
    "cat /etc/passwd", "cat ../secret.txt", "cat out/secret.txt", "ls ..", "ls /", "ls ../proj-evil", "grep -r x /",
    "rg x ..", "find / -name x", "find .. -name x", "head ../secret.txt", "cat src/../../secret.txt",
    "diff README.md ../secret.txt", "cat /proc/self/environ", "cat /dev/stdin", "stat /", "wc -l out/secret.txt",
    "git diff README.md ../secret.txt", "git diff -M ../secret.txt README.md", "cd .. && ls",
    "cd out && cat secret.txt", "cd / && cat etc/passwd", "cd", "cd -", "cd .git && ls",
    "cd src && cat ../../secret.txt", "cd src && cat ../README.md ../../secret.txt", "cd src; cat ../out/secret.txt",

)  # fmt: skip
