package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rule of Windows' firewall as the registry has it: fields separated by bars ([MS-FASP] 2.2.36, {@code v2.31|Action=Allow|…}).
 *
 * @param fields the texts of each name, in their order
 */
public record FirewallRule(Map<String, List<String>> fields) {
    private static final int MAX_FIELDS = 200;
    private static final int ANY_PROTOCOL = 256;

    public FirewallRule {
        fields = Map.copyOf(fields);
    }

    /** Any text; empty where it is no rule. */
    public static Optional<FirewallRule> parse(String text) {
        if (!text.startsWith("v") || text.indexOf('|') < 0) {
            return Optional.empty();
        }
        Map<String, List<String>> fields = new HashMap<>();
        for (String field : text.split("\\|", MAX_FIELDS)) {
            int at = field.indexOf('=');
            if (at > 0) {
                fields.computeIfAbsent(field.substring(0, at), name -> new ArrayList<>())
                        .add(field.substring(at + 1));
            }
        }
        return Optional.of(new FirewallRule(fields));
    }

    /** The first text of that name, empty where there is none. */
    public String text(String name) {
        return fields.getOrDefault(name, List.of("")).getFirst();
    }

    /** Whether it is about what comes in. */
    public boolean isIn() {
        return "In".equalsIgnoreCase(text("Dir"));
    }

    /** Whether it lets through. */
    public boolean allows() {
        return "Allow".equalsIgnoreCase(text("Action"));
    }

    /** Whether it lets something in, or keeps something from going out. */
    public boolean opens() {
        return isIn() == allows();
    }

    /** Whether it is switched on; one that does not say is. */
    public boolean isActive() {
        return !fields.containsKey("Active") || "TRUE".equalsIgnoreCase(text("Active"));
    }

    /** The program that it is about; empty for all. */
    public String program() {
        return text("App");
    }

    /** A number of IANA's, 256 for all, -1 for what is none. */
    public int protocol() {
        String number = text("Protocol");
        if (number.isEmpty()) {
            return ANY_PROTOCOL;
        }
        return number.matches("\\d{1,3}") ? Integer.parseInt(number) : -1;
    }

    /** The program as what would run. */
    public Run run() {
        return program().isEmpty() || program().equalsIgnoreCase("System")
                ? new Run.Nothing()
                : new Run.Path(program());
    }
}
