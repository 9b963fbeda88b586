package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.collector.ScriptedCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collector and an agent, each a process of its own, the agent in a small system of this test's making: what was marked there and is simply
 * left in place is told as such once the eviction is over, though nothing changed that the agent could tell; then that it is gone, and what
 * is not known once the agent is stopped.
 */
@Timeout(900)
final class NeverLeftLineTest {
    private static final String SCRIPT = """
            set -eu
            cd "$1"; home=$2; java=$home/bin/java; path=$3
            exec=
            . ./functions
            agent() { in_small_root root "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$path" bzh.vigie.agent.Main "$@"; }
            artefacts() { collector incident show 2026-001 --format jsonl | grep '"artefact"' > artefacts || true; }
            await() { tries=100; until artefacts; grep -q "$1" artefacts; do tries=$((tries - 1)); [ $tries -gt 0 ] || { cat artefacts agent.log; exit 1; }; sleep 1; done; cp artefacts "$2"; }
            ip link set lo up
            small_root root "$home"
            show_in root $(echo "$path" | tr : ' ')
            echo '*/7 * * * * root /usr/local/sbin/.upd/k -q 203.0.113.77' > root/etc/cron.d/upd
            echo '*/9 * * * * root /usr/local/sbin/.two/z -q 203.0.113.78' > root/etc/cron.d/two
            # The program of one, and a line like the other that nobody marks and that stays as it is.
            mkdir -p root/usr/local/sbin/.upd; cp /bin/true root/usr/local/sbin/.upd/k
            echo '@reboot root /usr/local/sbin/.two/z --again' > root/etc/cron.d/twin
            collector init --name localhost:7443 --listen 127.0.0.1:7443 --admin test --console none
            collector run 2> collector.log & first=$!
            second=
            trap 'kill -9 $second 2> /dev/null || true; kill $first $commands 2> /dev/null || true; wait' EXIT
            token=$(collector token create --commune 29019 | grep -o 'vigie1[.][^ ]*')
            tries=60
            until agent enrol --state /var/lib/vigie --token "$token"; do tries=$((tries - 1)); [ $tries -gt 0 ]; sleep 1; done
            (exec=exec; agent run --state /var/lib/vigie 2> agent.log) & second=$!
            collector incident open Nuit --commune 29019 --author anne --reason test
            host=$(collector hosts list --format jsonl | grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)
            for each in 113.77 113.78; do
              tries=60
              until collector incident tombstone add 2026-001 --host "$host" --location linux.cron.d --name "$each" --author anne --reason test --format jsonl; do
                tries=$((tries - 1)); [ $tries -gt 0 ] || { cat agent.log; exit 1; }; sleep 1
              done
            done
            artefacts; cp artefacts before
            collector incident eviction 2026-001 --start now --author anne --reason test
            collector incident eviction 2026-001 --end now --author anne --reason test
            await 'upd/k.*"left":true,"state":"present"' there
            tries=60
            until collector alerts list --format jsonl | grep '"rule":"vigie-not-removed"' > alerts; do tries=$((tries - 1)); [ $tries -gt 0 ]; sleep 1; done
            rm root/etc/cron.d/upd
            await 'upd/k.*"state":"absent"' gone
            tries=60
            until collector alerts list --format jsonl | grep '"rule":"vigie-suspected-return"' | grep cron.d/twin > twin; do tries=$((tries - 1)); [ $tries -gt 0 ] || exit 1; sleep 1; done
            # It comes back word for word without its program, with it and another time and mode, at another hour; then another thing is there.
            rm root/usr/local/sbin/.upd/k
            echo '*/7 * * * * root /usr/local/sbin/.upd/k -q 203.0.113.77' > root/etc/cron.d/upd
            await 'upd/k.*"state":"present".*"certainty":"certain"' restored
            cp /bin/true root/usr/local/sbin/.upd/k
            chmod 600 root/etc/cron.d/upd; touch -d 2026-01-01 root/etc/cron.d/upd root/usr/local/sbin/.upd/k
            sleep 5
            await 'upd/k.*"state":"present".*"certainty":"certain"' touched
            cp /bin/false root/usr/local/sbin/.upd/k
            echo '1 4 * * * root /usr/local/sbin/.upd/k -q 203.0.113.77' > root/etc/cron.d/upd
            await 'upd/k.*"state":"present".*"certainty":"likely"' variant
            echo '0 3 * * * root /usr/bin/rsync -a /srv /mnt' > root/etc/cron.d/upd
            await 'upd/k.*"state":"absent"' other
            end_in_small_root root $second
            await 'two/z.*"state":"not-confirmed"' stopped
            collector incident show 2026-001 --lang fr > french
            """;

    @Test
    void whatIsLeftInPlaceIsToldSoThenGoneThenNotKnown(@TempDir Path folder) throws Exception {
        assumeTrue(SmallSystem.works(), "namespaces need root: not tested here");
        Files.writeString(folder.resolve("functions"), ScriptedCommands.FUNCTION + SmallSystem.FUNCTIONS);
        Path script = Files.writeString(folder.resolve("script"), SCRIPT);
        Commands.run(List.of(
                        "unshare",
                        "-n",
                        "-m",
                        "-p",
                        "-f",
                        "--kill-child",
                        "bash",
                        script.toString(),
                        folder.toString(),
                        System.getProperty("java.home"),
                        System.getProperty("java.class.path")))
                .orFail("the line");
        String before = Files.readString(folder.resolve("before"));
        assertEquals(
                3,
                before.lines().filter(line -> line.contains("\"left\":false")).count(),
                before);
        String there = line(folder, "there", "upd/k");
        assertTrue(there.contains("\"by\":\"full-scan\""), there);
        assertTrue(Files.readString(folder.resolve("alerts")).contains("cron.d"), "told as not removed");
        String gone = line(folder, "gone", "upd/k");
        assertTrue(gone.contains("\"seen_absent\":\"2"), gone);
        assertTrue(Files.readString(folder.resolve("twin")).contains("likely"), "told as like it, though unchanged");
        for (String present : List.of("restored", "touched", "variant")) {
            assertTrue(line(folder, present, "upd/k").contains("\"marked\":true"), present);
        }
        String stopped = line(folder, "stopped", "two/z");
        assertTrue(stopped.contains("\"since\":\"2") && stopped.contains("\"why\":\"stopped\""), stopped);
        String french = Files.readString(folder.resolve("french"));
        assertTrue(french.contains("selon les agents : 0 présent, 2 non confirmés, 1 absent."), french);
        assertTrue(french.contains("l'agent a été arrêté"), french);
    }

    private static String line(Path folder, String file, String name) throws Exception {
        return Files.readString(folder.resolve(file))
                .lines()
                .filter(line -> line.contains(name))
                .findFirst()
                .orElseThrow();
    }
}
