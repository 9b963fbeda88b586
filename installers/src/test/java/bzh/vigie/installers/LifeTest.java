package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent's life brings besides watching, with collector and agent as programs of their own: status, upgrade, copies, removal. */
@Timeout(600)
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

    private static Program run(Path state) throws IOException {
        return Program.start(List.of(
                Commands.TOP.resolve("vigie").toString(), "agent", "run", "--state", state.toString(), "--lang", "fr"));
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
        assertTrue(never.contains("personne ne lui a encore donné de jeton"), never);
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
            assertTrue(refused.said().contains("le collecteur a refusé son jeton"), refused.said());
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
                assertTrue(unheard.contains("mais ne peut pas le dire à son collecteur"), unheard);
                assertTrue(unheard.contains("À dire au technicien : localhost:" + collector.port()), unheard);
            }
            assertTrue(says(state.resolve("status.html"), "<h1 class=\"not-working\">"));
        }
    }
}
