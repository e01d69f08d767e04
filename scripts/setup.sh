# Sourced by the scripts beside it: makes .venv once and again whenever what it is made from has changed.
# Needs $root. Usage: setup run|dev

say() { printf '%s\n' "agent: $*" >&2; }

find_python() {
  for name in python3.13 python3.12 python3.11 python3 python; do
    command -v "$name" >/dev/null 2>&1 || continue
    "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue
    printf '%s' "$name"
    return 0
  done
  say "Python 3.11, 3.12 or 3.13 is needed and none was found; install one and start again."
  return 2
}

is_fresh() {
  [ -e "$1" ] && [ ! "$root/pyproject.toml" -nt "$1" ] && [ ! "$root/scripts/constraints.txt" -nt "$1" ] &&
    [ "$(cat "$1" 2>/dev/null)" = "$root" ]
}

setup() {
  stamp="$root/.venv/.ready-$1"
  is_fresh "$stamp" && return 0
  lock="$root/.venv.lock"
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    holder=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [ "$waited" -gt 0 ] || say "another set-up is running; waiting for it."
    waited=$((waited + 1))
    [ "$waited" -lt 900 ] || { say "the other set-up does not end; remove $lock and start again."; return 1; }
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  is_fresh "$stamp" || install "$1" || return
  rm -rf "$lock"
  trap - EXIT INT TERM
}

install() {
  python=$(find_python) || return
  say "setting up .venv with $("$python" --version 2>&1) (once; a minute or two)."
  unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
  rm -f "$root"/.venv/.ready-*
  if [ ! -x "$root/.venv/bin/python" ] || ! "$root/.venv/bin/python" -c 'import pip' 2>/dev/null ||
    [ "$(cat "$root/.venv/.root" 2>/dev/null)" != "$root" ]; then
    "$python" -m venv --clear "$root/.venv" || {
      say "Python's venv module does not work; on Debian and Ubuntu install the package python3-venv."
      return 1
    }
    printf '%s' "$root" >"$root/.venv/.root"
  fi
  set -- "$1" "$root/.venv/bin/python" -m pip --disable-pip-version-check --quiet install
  kind=$1
  shift
  "$@" --constraint "$root/scripts/constraints.txt" --editable "$root" || return
  if [ "$kind" = dev ]; then
    "$@" --requirement "$root/scripts/dev-requirements.txt" --constraint "$root/scripts/constraints.txt" || return
  fi
  "$root/.venv/bin/python" -m compileall -q -j 0 "$root/agent_tui" \
    "$("$root/.venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" >/dev/null 2>&1 || true
  [ "$kind" = run ] || printf '%s' "$root" >"$root/.venv/.ready-run"
  printf '%s' "$root" >"$root/.venv/.ready-$kind"
}
