package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
 * A collector and an agent, each a process of its own, in a network namespace with two cards of this test's making: an entry in the
 * neighbour cache becomes a machine that is seen and not enrolled, and the agent's own cards do not.
 */
@Timeout(300)
final class NeighboursLineTest {
    private static final String SCRIPT = """
            set -eu
            cd "$1"; home=$2; java=$home/bin/java; path=$3
            . ./functions
            # exec: what is killed at the end is the program, not a shell that leaves it behind
            exec=
            agent() { in_small_root small "$java" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$path" bzh.vigie.agent.Main "$@" --state /var/lib/vigie; }
            ip link set lo up
            ip link add own0 address 02:00:5e:00:53:01 type veth peer name peer0
            ip link set own0 up; ip link set peer0 up
            ip addr add 192.0.2.2/24 dev own0
            ip neigh add 192.0.2.9 lladdr 00:00:5e:00:53:09 dev own0 nud reachable
            ip neigh add 192.0.2.10 lladdr 00:00:5e:00:53:10 dev own0 nud permanent
            ip neigh add 192.0.2.11 dev own0 nud failed
            collector init --name localhost:7443 --listen 127.0.0.1:7443 --admin test --console none
            collector run 2> collector.log & first=$!
            second=
            trap 'kill -9 $second; kill $first $commands; wait' EXIT
            small_root small "$home"
            show_in small $(echo "$path" | tr : ' ')
            token=$(collector token create --commune 29019 | grep -o 'vigie1[.][^ ]*')
            tries=60
            until agent enrol --token "$token"; do tries=$((tries - 1)); [ $tries -gt 0 ]; sleep 1; done
            (exec=exec; agent run 2> agent.log) & second=$!
            tries=60
            until collector hosts seen --format jsonl | grep -q 00:00:5e:00:53:09; do tries=$((tries - 1)); [ $tries -gt 0 ]; sleep 1; done
            collector hosts seen --format jsonl > seen
            collector hosts list --lang fr > list
            """;

    @Test
    void whatStandsInTheNeighbourCacheIsSeenAndTheAgentsOwnCardsAreEnrolled(@TempDir Path folder) throws Exception {
        assumeTrue(
                Commands.works("unshare", "-n", "ip", "link", "add", "a0", "type", "veth", "peer", "name", "b0"),
                "network namespaces and pairs of cards need root: not tested here");
        Files.writeString(folder.resolve("functions"), ScriptedCommands.FUNCTION + SmallSystem.FUNCTIONS);
        Path script = Files.writeString(folder.resolve("script"), SCRIPT);
        Commands.run(List.of(
                        "unshare",
                        "-n",
                        "-m",
                        "bash",
                        script.toString(),
                        folder.toString(),
                        System.getProperty("java.home"),
                        System.getProperty("java.class.path")))
                .orFail("the line");
        String seen = Files.readString(folder.resolve("seen"));
        assertTrue(seen.contains("\"machine\":\"mac:00:00:5e:00:53:09\",\"addresses\":[\"192.0.2.9\"]"), seen);
        assertTrue(seen.contains("\"origins\":[\"configured\"]"), seen);
        assertFalse(seen.contains("192.0.2.11"), "it never answered: " + seen);
        assertFalse(seen.contains("02:00:5e:00:53:01"), "the agent's own card: " + seen);
        assertEquals(2, seen.lines().count(), seen);
        String list = Files.readString(folder.resolve("list"));
        assertTrue(list.contains("Machines vues sans agent : 2."), list);
    }
}
