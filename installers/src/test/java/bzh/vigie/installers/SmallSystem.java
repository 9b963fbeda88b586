package bzh.vigie.installers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A system with next to nothing in it, in which an agent is the first process: for a test that does not ask what an agent reads of this machine,
 * whose hundreds of packages it reads for ten seconds of processor, this system for one. Needs root.
 */
final class SmallSystem {
    /**
     * Functions of bash, for a mount namespace of the script's own. {@code small_root FOLDER JAVA_HOME} makes the system: the runtime with what
     * it is linked to, one account, names and identity of this machine. {@code show_in FOLDER PATH…} shows what lies there in it at the same
     * place. {@code in_small_root FOLDER WORD…} runs a program in it, in place of the shell where {@code exec} says {@code exec}, and
     * {@code end_in_small_root FOLDER PID} asks it to end, since unshare passes no signal on, and waits for what it ends with, {@code ended}.
     */
    static final String FUNCTIONS = """
            small_root() {
              local root=$1 home=$2 each
              mkdir -p "$root"; mount --bind "$root" "$root"
              mkdir -p "$root"/{etc/cron.d,root,proc,sys,dev,tmp,var/lib,bin}
              show_in "$root" "$home" /sys /dev/null /dev/zero /dev/random /dev/urandom
              mount -t proc proc "$root/proc"
              for each in $(ldd "$home/bin/java" "$home/lib/server/libjvm.so" "$home"/lib/lib*.so 2> /dev/null | grep -o '/[^ ]*[.]so[^ :]*' | sort -u); do
                case $each in "$home"*) ;; *) mkdir -p "$root$(dirname "$each")"; cp -L "$each" "$root$each";; esac
              done
              echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
              cp /etc/hosts /etc/resolv.conf /etc/machine-id "$root/etc"
            }
            show_in() {
              local root=$1 each; shift
              for each in "$@"; do
                if [ -d "$each" ]; then mkdir -p "$root$each"; else mkdir -p "$root$(dirname "$each")"; touch "$root$each"; fi
                mount --bind "$each" "$root$each"
              done
            }
            in_small_root() {
              local root=$1; shift
              $exec unshare -p -f --kill-child --mount-proc="$PWD/$root/proc" chroot "$root" "$@"
            }
            end_in_small_root() {
              kill $(cat "$1/proc/$2/task/$2/children"); ended=0; wait "$2" || ended=$?
            }
            """;

    private static final String SCRIPT = FUNCTIONS + """
            set -eu
            cd "$1"; state=$2; shift 2
            exec=exec
            small_root root "$1"
            show_in root "$state" "$2"
            in_small_root root "${@:3}" & agent=$!
            trap 'end_in_small_root root $agent; exit $ended' TERM
            wait $agent
            """;

    private SmallSystem() {}

    /** Whether one can be had here, in namespaces of its own of network and mounts. */
    static boolean works() throws InterruptedException {
        return Commands.works("unshare", "-n", "-m", "-p", "-f", "mount", "-t", "proc", "proc", "/proc");
    }

    /** Starts an agent in one of its own, with that folder of its state, in French or English; on this machine where none can be had. */
    static Program agent(Path state, String language) throws IOException, InterruptedException {
        if (!works()) {
            return Program.agent(state, language);
        }
        Path folder = Files.createTempDirectory("vigie-small-");
        Path linux = Commands.TOP.resolve("installers/src/main/linux/agent");
        Path home = Path.of(System.getProperty("java.home"));
        List<String> words = List.of(
                "unshare",
                "-m",
                "bash",
                "-c",
                SCRIPT,
                "small-system",
                folder.toString(),
                state.getParent().toString(),
                home.toString(),
                Commands.TOP.toString(),
                home.resolve("bin/java").toString(),
                "@" + linux.resolve("program.options"),
                "@" + linux.resolve("resident.options"),
                "-cp",
                classPath(),
                "bzh.vigie.agent.Main",
                "run",
                "--state",
                state.toString(),
                "--lang",
                language);
        return Program.start(words, () -> Folders.remove(folder));
    }

    private static String classPath() throws IOException {
        Path built = Commands.TOP.resolve("agent/target");
        try (Stream<Path> own = Files.list(built)) {
            return own.filter(each -> each.getFileName().toString().matches("vigie-agent-.*\\.jar"))
                            .findFirst()
                            .orElseThrow()
                    + ":" + built.resolve("lib") + "/*";
        }
    }
}
