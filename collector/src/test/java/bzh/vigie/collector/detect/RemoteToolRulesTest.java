package bzh.vigie.collector.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The remote-access tools and tunnels that our rules over events know are those of the agent's inventory: each pattern for
 * services in its {@code remote-access.ini} stands in one of the two rules about services, and nothing else does.
 */
final class RemoteToolRulesTest {
    private static final Path TOOLS =
            Path.of("../agent/src/main/resources/bzh/vigie/agent/persistence/format/server/remote-access.ini");
    private static final Path RULES = Path.of("src/main/resources/rules/windows-events");
    private static final Pattern OF_THE_AGENT = Pattern.compile("(?m)^services = (\\S.*)$");
    private static final Pattern OF_A_RULE = Pattern.compile("(?m)^ {6}- '\\(\\?i\\)(.*)'$");

    private static Set<String> found(Pattern pattern, Path... files) throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files) {
            pattern.matcher(Files.readString(file))
                    .results()
                    .map((MatchResult each) -> each.group(1).replace("''", "'"))
                    .forEach(each -> assertTrue(found.add(each), each + " stands twice"));
        }
        return found;
    }

    @Test
    void theRulesKnowTheToolsOfTheInventory() throws IOException {
        assertEquals(
                found(OF_THE_AGENT, TOOLS),
                found(
                        OF_A_RULE,
                        RULES.resolve("remote-tool-service/rule.yml"),
                        RULES.resolve("tunnel-service/rule.yml")));
    }

    @Test
    void whatIsSetUpIsKnownWhenItStarts() throws IOException {
        Set<String> tools = found(OF_A_RULE, RULES.resolve("remote-tool-service/rule.yml"));
        assertEquals(tools, found(OF_A_RULE, RULES.resolve("remote-tool-started/rule.yml")));
        assertEquals(tools, found(OF_A_RULE, RULES.resolve("remote-tool-from-user-folder/rule.yml")));
    }
}
