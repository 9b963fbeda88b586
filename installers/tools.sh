# The JDK and the Maven that ./vigie works with; sourced by it. A JDK is 25 or newer, a Maven 3.9 or newer (its plugins ask for no less).
# Looked for on this machine; else the distribution's package, as root; else its makers' archive, into ~/.cache/vigie, pinned by SHA-256.
#   VIGIE_JDK_URL, VIGIE_MAVEN_URL        a mirror, or a copy (file:///…) in a closed network
#   VIGIE_JDK_SHA256, VIGIE_MAVEN_SHA256  of another archive than the one below
least_java=25
cache=${XDG_CACHE_HOME:-${HOME:-~}/.cache}/vigie

# Temurin 25.0.4.1+1; the sums are those of github.com/adoptium/containers (25/jdk/ubuntu/resolute/Dockerfile).
temurin=https://github.com/adoptium/temurin25-binaries/releases/download/jdk-25.0.4.1%2B1/OpenJDK25U-jdk
case $(uname -m) in
    x86_64)
        jdk_url=${temurin}_x64_linux_hotspot_25.0.4.1_1.tar.gz
        jdk_sha256=dbb698396d478e7fa2b1e50f4103324b2a99b90569ee27c33f2261f9215cf41e ;;
    aarch64 | arm64)
        jdk_url=${temurin}_aarch64_linux_hotspot_25.0.4.1_1.tar.gz
        jdk_sha256=69df11a02cfa3ef7d7ca645e03edce6778ec090e100f6ae2b42097865730ac52 ;;
    *) jdk_url='' jdk_sha256='' ;;
esac
# Maven 3.9.11; the sum is Homebrew's (Formula/m/maven.rb). The archive keeps every release; the mirrors only the newest.
maven_url=https://archive.apache.org/dist/maven/maven-3/3.9.11/binaries/apache-maven-3.9.11-bin.tar.gz
maven_sha256=4b7195b6a4f5c81af4c0212677a32ee8143643401bc6e1e8412e6b06ea82beac

# The major version of the JDK in a folder; nothing where there is none that compiles. (java -version would take half a second each.)
java_of() {
    [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

is_jdk() { [ "$(java_of "$1")" -ge $least_java ] 2>/dev/null; }

find_jdk() {
    local each
    for each in "${JAVA_HOME:-}" "$(of_path javac)"; do
        if [ -n "$each" ] && is_jdk "$each"; then
            printf '%s' "$each"
            return
        fi
    done
    for each in /usr/lib/jvm/* /opt/*{,/*} "${SDKMAN_DIR:-${HOME:-~}/.sdkman}"/candidates/java/* "${HOME:-~}"/.jdks/* "$cache"/jdk-*; do
        each=$(readlink -f -- "$each") || continue
        if is_jdk "$each" && { is_ours "$each" || { say "passed over, since others than root and you may change it: $each"; false; }; }; then
            printf '%s' "$each"
            return
        fi
    done
    return 1
}

# Whether nobody but root and who runs this can change anything in a folder, or put another one in its place.
is_ours() {
    local at=$1 others=(! -user 0 ! -user "$(id -u)" -o ! -type l -perm /022)
    [ -z "$(find "$at" \( "${others[@]}" \) -print -quit 2>&1)" ] || return 1
    while at=${at%/*} && [ -n "$at" ]; do
        [ -z "$(find "$at" -maxdepth 0 \( "${others[@]}" \) ! -perm -1000 -print)" ] || return 1
    done
}

# The folder above the bin/ that a program on PATH lies in, its links followed.
of_path() {
    local program
    program=$(readlink -f -- "$(command -v "$1")") && printf '%s' "${program%/bin/*}"
}

is_maven() { "$1" --version 2>/dev/null | grep -qE '^(.\[1m)?Apache Maven (3\.9|3\.[1-9][0-9]|[4-9])'; }

find_maven() {
    local each
    for each in "$(command -v mvn)" "$cache"/maven-*/bin/mvn; do
        if [ -x "$each" ] && is_maven "$each"; then
            printf '%s' "$each"
            return
        fi
    done
    return 1
}

tools() {
    JAVA_HOME=$(find_jdk) || JAVA_HOME=$(install_package jdk && find_jdk) || JAVA_HOME=$(fetch jdk) || exit 1
    export JAVA_HOME
}

maven() {
    local mvn
    mvn=$(find_maven) || mvn=$(install_package maven && find_maven) || mvn=$(fetch maven)/bin/mvn || exit 1
    (cd "$top" && "$mvn" -B "$@")
}

# Installs the distribution's package of a tool, where this may and there is one that is new enough.
install_package() {
    may_install || return 1
    local package=openjdk-25-jdk-headless
    [ "$1" = jdk ] || package=maven
    is_offered "$package" || { say "asking which packages there are" && apt-get update -qq >&2 && is_offered "$package"; } || return 1
    apt_install "$package"
}

apt_install() {
    say "installing $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# Installs Debian's packages of programs that tests work with, as root; says what is not tested where it cannot.
want() {
    local programs=$1 packages=$2 without=$3 each missing=''
    [ "$(id -u)" = 0 ] || return 0
    for each in $programs; do command -v "$each" >/dev/null || missing=$each; done
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    { may_install && { apt_install $packages || { apt-get update -q >&2 && apt_install $packages; }; }; } \
        || say "without $packages $without"
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

is_offered() { LC_ALL=C apt-cache policy "$1" | grep -qE '^ *Candidate: ([0-9]+:)?(3\.9|[4-9]|[1-9][0-9])'; }

# Downloads a tool and prints its folder. Nothing stays of an archive that is cut, wrong or too large for the disk.
fetch() (
    name=$1 url='' sum='' new=''
    case $name in
        jdk) url=${VIGIE_JDK_URL:-$jdk_url} sum=${VIGIE_JDK_SHA256:-$jdk_sha256} ;;
        maven) url=${VIGIE_MAVEN_URL:-$maven_url} sum=${VIGIE_MAVEN_SHA256:-$maven_sha256} ;;
    esac
    [ -n "$url" ] || give_up "none is known for $(uname -m)"
    [[ $url = file://* ]] || can_download || { may_install && apt_install curl ca-certificates && can_download; } \
        || give_up "neither curl nor wget is here"
    made=$cache/$name-${sum:0:16}
    mkdir -p -- "$cache" && new=$(mktemp -d "$cache/new-XXXXXX") || give_up "$cache cannot be written"
    trap 'rm -rf -- "$new"' EXIT
    trap 'exit 130' HUP INT TERM
    say "downloading $url"
    download "$url" "$new/archive" || give_up "the download failed, see above"
    [ "$(sha256sum <"$new/archive")" = "$sum  -" ] || give_up "what came is not what was asked for: its SHA-256 is not $sum"
    mkdir "$new/tree"
    tar -xzf "$new/archive" -C "$new/tree" --strip-components=1 --no-same-owner >&2 || give_up "it could not be unpacked, see above"
    case $name in
        jdk)
            is_jdk "$new/tree" || give_up "what came is no JDK $least_java or newer"
            "$new/tree/bin/javac" -version >/dev/null || give_up "what came does not run here, see above" ;;
        maven) is_maven "$new/tree/bin/mvn" || give_up "what came is no Maven 3.9 or newer" ;;
    esac
    # At once, so that nobody sees half of it; another ./vigie may have been faster.
    mv -T -- "$new/tree" "$made" 2>/dev/null || [ -d "$made" ] || give_up "$made cannot be written"
    printf '%s' "$made"
)

can_download() { command -v curl >/dev/null || command -v wget >/dev/null; }

# Of an address into a file, with progress on a terminal.
download() {
    local progress
    if [[ $1 = file://* ]]; then
        cp -- "${1#file://}" "$2"
    elif command -v curl >/dev/null; then
        progress=--silent
        [ ! -t 2 ] || progress=--progress-bar
        curl --fail --location --show-error $progress --connect-timeout 30 --speed-limit 1000 --speed-time 60 --output "$2" -- "$1"
    else
        progress=--no-verbose
        [ ! -t 2 ] || progress='--quiet --show-progress'
        # shellcheck disable=SC2086
        wget $progress --timeout=60 --tries=3 --output-document="$2" -- "$1" >&2
    fi
}

# Ends with what somebody has to do, in three lines.
give_up() {
    local what="a JDK $least_java or newer" package=openjdk-25-jdk-headless variable=VIGIE_JDK there='set JAVA_HOME to where one is'
    [ "$name" = jdk ] || what='Maven 3.9 or newer' package=maven variable=VIGIE_MAVEN there='put its mvn on PATH'
    say "$what is missing and could not be downloaded: $1"
    say "install it (on Debian 13: sudo apt-get install $package) or $there;"
    say "or set ${variable}_URL to a mirror or a copy of its tar.gz (file:///…), and ${variable}_SHA256 to its sum where that is not the pinned one"
    exit 1
}
