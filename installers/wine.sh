# Sourced after line.sh by programs under bench/: the same line with its agent on a Windows that Wine makes under $work, with the
# virtual machine of a Windows runtime (a zip or wheel with a runtime in it; VIGIE_WINDOWS_RUNTIME names it).
windows_runtime=${VIGIE_WINDOWS_RUNTIME:-$(find "$(dirname "$vigie")/../shared/runtimes" -name "*win_amd64.whl" 2>/dev/null | sort | tail -1 || true)}
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= XDG_RUNTIME_DIR=$work

windows_path() { printf 'Z:%s' "$(printf '%s' "$1" | tr / '\\')"; }

make_windows() {
    command -v wine >/dev/null || { printf 'wine 10 or later is needed: apt-get install wine wine64\n' >&2; exit 1; }
    [ -f "$windows_runtime" ] || { printf 'no Windows runtime: set VIGIE_WINDOWS_RUNTIME to a zip with one in it\n' >&2; exit 1; }
    mkdir -p "$work/runtime" "$WINEPREFIX"
    unzip -q -d "$work/runtime" "$windows_runtime"
    windows_java=$(find "$work/runtime" -name java.exe | head -1)
    wineboot --init >/dev/null 2>&1
    wineserver -w || true
}

windows_class_path() {
    local each all=''
    for each in "$(dirname "$vigie")"/agent/target/vigie-agent-*.jar "$(dirname "$vigie")"/agent/target/lib/*.jar; do
        all=$all$(windows_path "$each")';'
    done
    printf '%s' "$all"
}

# The settings that the agent of the Windows package runs with.
options_of() { grep -v '^#' "$(dirname "$vigie")/installers/src/main/windows/$1"; }
mapfile -t windows_run_options < <(options_of resident.options)
mapfile -t windows_options < <(options_of program.options)

# Where the agent makes the archive of its classes while it is idle, and with which the next start finds it (decision 0020).
windows_archive='C:\vigie-classes\classes.jsa'
windows_archive_options=(
    -XX:SharedArchiveFile="$windows_archive" -XX:DumpLoadedClassList="$windows_archive.list" -XX:ArchiveRelocationMode=0 -XX:+VerifySharedSpaces
    -Dvigie.class-cache="$windows_archive" -Xlog:disable
)

# on_windows CLASS-PATH MAIN ARG…: as the resident agent is run
on_windows() { wine "$windows_java" "${windows_options[@]}" "${windows_run_options[@]}" ${windows_more[@]+"${windows_more[@]}"} -cp "$1" "${@:2}"; }

agent() {
    wine "$windows_java" "${windows_options[@]}" -Xmx512m -cp "$(windows_class_path)" bzh.vigie.agent.Main "$@" \
        --state 'C:\vigie' 2>/dev/null
}
windows_state=$WINEPREFIX/drive_c/vigie
start_agent() {
    (windows_more=("${windows_archive_options[@]}") && on_windows "$(windows_class_path)" bzh.vigie.agent.Main run --state 'C:\vigie' >>"$work/agent.log" 2>&1) &
    until_true 60 agent_process
}
# The process of a virtual machine of this Windows that runs so, as this Linux sees it: there may be other Windows.
process_of() {
    local each
    for each in $(pgrep -f "java[.]exe.*$1"); do
        grep -qzxF "WINEPREFIX=$WINEPREFIX" "/proc/$each/environ" 2>/dev/null && printf '%s' "$each" && return
    done
    return 1
}
agent_process() { agent_pid=$(process_of 'bzh[.]vigie[.]agent[.]Main run'); }
status_says() { grep -q "$1" "$windows_state/status.jsonl" 2>/dev/null; }
is_watched() { status_says '"inventory":"\(watched\|complete\)"'; }
has_archive() { [ -f "$WINEPREFIX/drive_c/vigie-classes/classes.jsa.of" ]; }
has_inventory() { status_says '"inventory":"complete"'; }
undo() { wineserver -k 2>/dev/null || true; }
