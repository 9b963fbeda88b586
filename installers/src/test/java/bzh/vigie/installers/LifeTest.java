package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent's life brings besides watching, with collector and agent as programs of their own: status, upgrade, copies, removal. */
@Timeout(600)
@Order(0)
final class LifeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private Commands.Outcome agent(Path state, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("agent"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--state", state.toString(), "--lang", "fr"));
        return Commands.vigie(words.toArray(String[]::new));
    }

    private static Program run(Path state) throws IOException, InterruptedException {
        return SmallSystem.agent(state, "fr");
    }

    private static boolean says(Path file, String words) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(words);
    }

    private static boolean isConnected(Path state) throws IOException {
        return says(state.resolve("status.jsonl"), "\"connection\":\"connected\"");
    }

    @Test
    void statusAndPageSayInPlainWordsWhetherItWorksAndWhatToTellWhere() throws IOException, InterruptedException {
        Path state = folder.resolve("state");
        String never = agent(state, "status").said();
        assertTrue(never.contains("Vigie ne fonctionne pas sur ce poste"), never);
        assertTrue(never.contains("aucun jeton valable ne lui a été donné"), never);
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            String token = collector.token();
            String id = collector.lines("token", "list").replaceAll("(?s).*\"id\":\"([0-9a-f]+)\".*", "$1");
            Commands.vigie(
                            "collector",
                            "token",
                            "revoke",
                            id,
                            "--dir",
                            collector.dir().toString())
                    .orFail("token revoke");
            assertEquals(1, agent(state, "enrol", "--token", token).code());
            Commands.Outcome refused = agent(state, "status");
            assertEquals(1, refused.code());
            assertTrue(refused.said().contains("le collecteur a refusé de l'inscrire"), refused.said());
            assertTrue(refused.said().contains("le jeton a été révoqué"), refused.said());

            assertEquals(
                    2,
                    agent(state, "enrol", "--token", token.substring(0, token.length() - 9))
                            .code());
            String flawed = agent(state, "status").said();
            assertTrue(flawed.contains("ce qui lui a été donné n'est pas un jeton entier"), flawed);

            agent(state, "enrol", "--token", collector.token()).orFail("agent enrol");
            try (Program agent = run(state)) {
                assertTrue(agent.until(() -> isConnected(state), PATIENCE), agent::said);
                Path page = state.resolve("status.html");
                assertTrue(
                        agent.until(
                                () -> says(page, "<h1 class=\"works\">") || says(page, "<h1 class=\"in-part\">"),
                                PATIENCE),
                        agent::said);
                String works = agent(state, "status").orFail("status").said();
                assertTrue(works.startsWith("Vigie fonctionne"), works);
                assertTrue(works.contains("Page pour les utilisateurs de ce poste : " + page), works);
                String lines = agent(state, "status", "--format", "jsonl").said();
                assertTrue(lines.contains("{\"kind\":\"verdict\",\"verdict\":\""), lines);

                String outdated = collector.lines("hosts", "outdated", "--than", "99.0");
                assertTrue(outdated.contains("\"version\":\"0.1.0\",\"than\":\"99.0\",\"upgrade\":\""), outdated);
                assertEquals("", collector.lines("hosts", "outdated"));

                collector.program().close();
                assertTrue(
                        agent.until(() -> says(page, "Rien ne répond à l&#39;adresse du collecteur"), PATIENCE),
                        agent::said);
                assertTrue(says(page, "<h1 class=\"unheard\">"));
                assertTrue(
                        agent.until(() -> says(state.resolve("status.jsonl"), "\"connection\":\"failed\""), PATIENCE),
                        agent::said);
                String unheard = agent(state, "status").said();
                assertTrue(unheard.contains("mais n'est pas en liaison avec son collecteur"), unheard);
                assertTrue(unheard.contains("À dire au technicien : localhost:" + collector.port()), unheard);
            }
            assertTrue(says(state.resolve("status.html"), "<h1 class=\"not-working\">"));
        }
    }

    @Test
    void anAgentThatIsRemovedTellsItsCollectorWhichKnowsItAsUninstalled() throws IOException, InterruptedException {
        Path state = folder.resolve("state");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            agent(state, "enrol", "--token", collector.token()).orFail("agent enrol");
            try (Program agent = run(state)) {
                assertTrue(agent.until(() -> isConnected(state), PATIENCE), agent::said);
                Commands.Outcome running = agent(state, "forget");
                assertEquals(1, running.code(), running.said());
            }
            Commands.Outcome removed = agent(state, "forget", "--by", "deb").orFail("forget");
            assertTrue(
                    removed.said().contains("sait maintenant que l'agent de ce poste va être retiré"), removed.said());
            assertFalse(Files.exists(state));
            assertTrue(
                    collector
                            .program()
                            .until(
                                    () -> collector.lines("hosts", "list").contains("\"state\":\"uninstalled\""),
                                    PATIENCE),
                    collector.program()::said);
            assertTrue(
                    collector
                            .program()
                            .until(
                                    () -> collector.lines("alerts", "list").contains("vigie-agent-uninstalled"),
                                    PATIENCE),
                    collector.program()::said);
            assertTrue(
                    collector
                            .program()
                            .until(
                                    () -> collector.lines("hosts", "states").contains("state-uninstalled-deb"),
                                    PATIENCE),
                    collector.program()::said);
            agent(state, "forget").orFail("a second time");
        }
    }

    @Test
    void withoutItsCollectorOnlyTheCodeOfTheCommuneRemovesAnAgent() throws IOException, InterruptedException {
        Path never = folder.resolve("never");
        Path state = folder.resolve("state");
        String code;
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            agent(state, "enrol", "--token", collector.token()).orFail("agent enrol");
            try (Program agent = run(state)) {
                assertTrue(agent.until(() -> isConnected(state), PATIENCE), agent::said);
                assertFalse(Files.exists(state.resolve("removal-code")));
                String old = collector.breakGlass();
                Path kept = state.resolve("removal-code");
                assertTrue(agent.until(() -> Files.exists(kept), PATIENCE), agent::said);
                String before = Files.readString(kept);
                code = collector.breakGlass();
                assertFalse(code.equals(old));
                assertTrue(agent.until(() -> !Files.readString(kept).equals(before), PATIENCE), agent::said);
                assertFalse(Files.readString(kept).contains(code.substring(0, 4)));
            }
        }
        Commands.Outcome refused = agent(state, "forget");
        assertEquals(1, refused.code(), refused.said());
        assertTrue(refused.said().contains("Refusé : le collecteur n'a pas pu être joint"), refused.said());
        assertTrue(refused.said().contains("code de secours de la commune 29019"), refused.said());
        assertTrue(Files.exists(state.resolve("identity.conf")));
        Commands.Outcome wrong = agent(state, "forget", "--code", "0000-0000-0000-0000");
        assertEquals(1, wrong.code(), wrong.said());
        assertTrue(wrong.said().contains("n'est pas le code de secours"), wrong.said());
        assertTrue(Files.exists(state.resolve("identity.conf")));
        // As on a full disk: nothing can be told, and why is said.
        Files.move(state.resolve("spool"), folder.resolve("spool-of-before"));
        Files.writeString(state.resolve("spool"), "no folder");
        Commands.Outcome untold = agent(state, "forget");
        assertTrue(untold.code() == 1 && untold.said().contains(state.resolve("spool") + " : "), untold.said());
        agent(state, "forget", "--code", code.toLowerCase(Locale.ROOT)).orFail("forget with the code");
        assertFalse(Files.exists(state));
        Files.createDirectories(never);
        agent(never, "forget").orFail("never enrolled");
    }

    @Test
    @Tag("long")
    void aMasterImageForgetsWhoItIsAndEachCopyEnrolsItself() throws IOException, InterruptedException {
        Path master = folder.resolve("master");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            String token = collector.token();
            agent(master, "enrol", "--token", token).orFail("agent enrol");
            Files.writeString(master.resolve("agent.conf"), "heartbeat = 30s\n");
            try (Program agent = run(master)) {
                assertTrue(agent.until(() -> isConnected(master), PATIENCE), agent::said);
                Commands.Outcome running = agent(master, "generalize");
                assertEquals(1, running.code(), running.said());
                assertTrue(running.said().contains("Arrêtez d'abord le service"), running.said());
                assertTrue(Files.exists(master.resolve("identity.conf")));
            }
            Commands.Outcome done =
                    agent(master, "generalize", "--token", token).orFail("generalize");
            assertTrue(done.said().contains("Cette machine a oublié qui elle est"), done.said());
            try (Stream<Path> left = Files.list(master)) {
                assertEquals(
                        List.of("agent.conf", "setup.ini"),
                        left.map(each -> each.getFileName().toString()).sorted().toList());
            }
            Commands.Outcome again = agent(master, "generalize").orFail("a second time");
            assertTrue(again.said().contains("n'avait pas d'identité"), again.said());
            assertTrue(again.said().contains("avec le jeton gardé"), again.said());

            List<Path> copies = List.of(folder.resolve("one"), folder.resolve("other"));
            for (Path copy : copies) {
                Commands.run(List.of("cp", "-a", master.toString(), copy.toString()))
                        .orFail("cp");
            }
            try (Program one = run(copies.getFirst());
                    Program other = run(copies.getLast())) {
                assertTrue(one.until(() -> isConnected(copies.getFirst()), PATIENCE), one::said);
                assertTrue(other.until(() -> isConnected(copies.getLast()), PATIENCE), other::said);
                String hosts = collector.lines("hosts", "list");
                assertEquals(3, hosts.lines().count(), hosts);
                assertEquals(2, hosts.split("\"connected\":true", -1).length - 1, hosts);
                assertFalse(collector.lines("alerts", "list").contains("vigie-agent-cloned"));
            }
        }
    }

    @Test
    @Tag("long")
    void aCopiedDiskIsSaidOnBothMachinesAndCanBeMended() throws IOException, InterruptedException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            agent(first, "enrol", "--token", collector.token()).orFail("agent enrol");
            Commands.run(List.of("cp", "-a", first.toString(), second.toString()))
                    .orFail("cp");
            try (Program one = run(first);
                    Program other = run(second)) {
                assertTrue(
                        one.until(() -> collector.lines("alerts", "list").contains("vigie-agent-cloned"), PATIENCE),
                        () -> one.said() + other.said());
                for (Path each : List.of(first, second)) {
                    assertTrue(
                            one.until(() -> says(each.resolve("status.html"), "un disque a été copié"), PATIENCE),
                            one::said);
                    String said = agent(each, "status").said();
                    assertTrue(said.contains("Une machine clonée doit être inscrite avec son propre jeton"), said);
                }
            }
            // The copy becomes a machine of its own, an analyst lets the first one in again.
            agent(second, "generalize", "--token", collector.token()).orFail("generalize");
            String id = collector.lines("hosts", "list").replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
            Commands.vigie(
                            "collector",
                            "hosts",
                            "readmit",
                            id,
                            "--reason",
                            "copy enrolled by itself",
                            "--dir",
                            collector.dir().toString())
                    .orFail("readmit");
            try (Program one = run(first);
                    Program other = run(second)) {
                assertTrue(one.until(() -> isConnected(first), PATIENCE), one::said);
                assertTrue(other.until(() -> isConnected(second), PATIENCE), other::said);
            }
        }
    }

    /** Whoever read the state of an agent has what it had then; each session since left it something else. */
    @Test
    void anOlderCopyIsRefusedAndTheOriginalKeepsItsWatch() throws IOException, InterruptedException {
        Path first = folder.resolve("first");
        Path copy = folder.resolve("copy");
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            agent(first, "enrol", "--token", collector.token()).orFail("agent enrol");
            oneSession(first);
            Commands.run(List.of("cp", "-a", first.toString(), copy.toString())).orFail("cp");
            oneSession(first);
            String last = Files.readString(first.resolve("session"));
            try (Program original = run(first)) {
                assertTrue(original.until(() -> !says(first.resolve("session"), last), PATIENCE), original::said);
                try (Program other = run(copy)) {
                    assertTrue(
                            other.until(
                                    () -> collector.lines("alerts", "list").contains("vigie-agent-copied"), PATIENCE),
                            () -> original.said() + other.said());
                    assertTrue(
                            other.until(() -> says(copy.resolve("status.html"), "un disque a été copié"), PATIENCE),
                            other::said);
                    assertTrue(isConnected(first));
                    String hosts = collector.lines("hosts", "list");
                    assertTrue(hosts.contains("\"connected\":true") && hosts.contains("\"state\":\"active\""), hosts);
                }
            }
        }
    }

    /** Until the collector has left it what its next session is to show. */
    private void oneSession(Path state) throws IOException, InterruptedException {
        Path secret = state.resolve("session");
        String before = Files.exists(secret) ? Files.readString(secret) : "none";
        try (Program agent = run(state)) {
            assertTrue(agent.until(() -> Files.exists(secret) && !says(secret, before), PATIENCE), agent::said);
        }
    }

    @Test
    void aStateFolderThatIsHalfThereIsSaidAndMended() throws IOException, InterruptedException {
        try (Collector collector = Collector.start(folder.resolve("collector"))) {
            Path whole = folder.resolve("whole");
            agent(whole, "enrol", "--token", collector.token()).orFail("agent enrol");
            try (Program agent = run(whole)) {
                assertTrue(agent.until(() -> isConnected(whole), PATIENCE), agent::said);
            }
            for (String broken : List.of(
                    "rm identity.conf",
                    "truncate -s 40 agent.key",
                    "rm -r spool sources inventory",
                    "truncate -s 7 spool/epoch status.jsonl last-boot",
                    "sh -c 'echo \\0\\1 > agent.conf'")) {
                Path state = folder.resolve("half");
                Commands.run(List.of("cp", "-a", whole.toString(), state.toString()))
                        .orFail("cp");
                Commands.run(List.of("sh", "-c", "cd " + state + " && " + broken))
                        .orFail(broken);
                mended(state, broken, collector);
                Commands.run(List.of("rm", "-rf", state.toString())).orFail("rm");
            }
        }
    }

    /** Either it runs as it is, or status says what is wrong in words and what it says to do helps. */
    private void mended(Path state, String broken, Collector collector) throws IOException, InterruptedException {
        FileTime now = FileTime.from(Instant.now());
        try (Program agent = run(state)) {
            agent.until(() -> isConnectedSince(now, state), Duration.ofSeconds(40));
            if (agent.process().isAlive()) {
                assertTrue(isConnectedSince(now, state), broken + "\n" + agent.said());
                return;
            }
            assertFalse(agent.said().contains("Exception"), broken + "\n" + agent.said());
        }
        Commands.Outcome status = agent(state, "status");
        assertFalse(status.said().contains("Exception"), broken + "\n" + status.said());
        assertTrue(status.said().lines().anyMatch(line -> line.length() > 20), broken + "\n" + status.said());
        // What a person would correct by hand.
        Files.deleteIfExists(state.resolve("agent.conf"));
        agent(state, "forget").orFail(broken + ": forget");
        agent(state, "enrol", "--token", collector.token()).orFail(broken + ": enrol anew");
        try (Program agent = run(state)) {
            assertTrue(agent.until(() -> isConnected(state), PATIENCE), broken + "\n" + agent.said());
        }
    }

    /** Whether it is, by a status that is written since then. */
    private static boolean isConnectedSince(FileTime then, Path state) throws IOException {
        return isConnected(state)
                && Files.getLastModifiedTime(state.resolve("status.jsonl")).compareTo(then) > 0;
    }
}
