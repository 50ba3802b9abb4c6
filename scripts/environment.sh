# Sourced by demo and test: finds Python, makes .venv in the project's folder, and installs into it
# what is not there yet. Needs $root; leaves the current folder there.

say() { printf '%s\n' "xlplan: $*" >&2; }

cd "$root"
python="$root/.venv/bin/python"

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# apt_install PACKAGE...: installs Debian packages, as root or through sudo; 1 where that cannot be.
apt_install() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "this machine has no apt-get; please install by hand what these Debian packages hold: $*"
        return 1
    fi
    if [ "$(id -u)" -eq 0 ]; then as_root=
    elif command -v sudo >/dev/null 2>&1; then as_root=sudo
    else
        say "these Debian packages are missing: $*"
        say "ask someone with root for: apt-get install --no-install-recommends $*"
        return 1
    fi
    say "installing the Debian packages $*"
    # A third-party source that does not answer is no reason to stop: the install itself decides.
    $as_root apt-get -q update >&2 || say "apt-get update had a problem; trying with the lists as they are"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@" >&2
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# find_python: prints the first Python on the path that is new enough.
find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_new_enough "$name"; then command -v "$name"; return; fi
    done
    return 1
}

make_venv() {
    base=$(find_python) || { apt_install python3 && base=$(find_python); } || {
        say "xlplan needs Python 3.11 or newer, and none was found."
        exit 1
    }
    "$base" -c 'import ensurepip, venv' >/dev/null 2>&1 || apt_install python3-venv || {
        say "Python's venv module is missing; xlplan cannot be installed without it."
        exit 1
    }
    say "making .venv with $base"
    "$base" -m venv --clear .venv
}

# install_xlplan EXTRAS: the package in place with the versions of constraints.txt. EXTRAS is empty or
# "[dev]". A stamp remembers what was installed, from which files and in which folder.
install_xlplan() {
    stamp=.venv/xlplan-installed
    wanted="$(cat pyproject.toml constraints.txt | cksum) $root"
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted [dev]" ] || return 0
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted $1" ] || return 0
    # A folder that was moved, or a Python that was taken away, leaves a .venv that cannot be mended.
    case "$(cat "$stamp" 2>/dev/null)" in "" | *" $root "*) ;; *) rm -rf .venv ;; esac
    "$python" -m pip --version >/dev/null 2>&1 || make_venv
    rm -f "$stamp"
    say "installing xlplan$1 into .venv (once; a minute or two)"
    "$python" -m pip install -q -c constraints.txt hatchling >&2
    "$python" -m pip install -q -c constraints.txt --no-build-isolation -e ".$1" >&2
    printf '%s' "$wanted $1" >"$stamp"
}
