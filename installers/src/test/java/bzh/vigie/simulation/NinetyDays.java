package bzh.vigie.simulation;

import java.nio.file.Files;
import java.nio.file.Path;

/** The whole simulation with a seed, and its table. */
public final class NinetyDays {
    private NinetyDays() {}

    /** Arguments: the seed, the folder in which everything is made, {@code month} or {@code small} for less. */
    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[0]);
        Path folder = Files.createTempDirectory(Path.of(arguments[1]), "ninety-days");
        Plan plan = switch (arguments.length > 2 ? arguments[2] : "whole") {
            case "small" -> Plan.small(seed);
            case "month" -> Plan.month(seed);
            default -> Plan.whole(seed);
        };
        try (Story story = new Story(plan, folder)) {
            story.tell();
            System.out.print(new Table(story, false).text());
        }
    }
}
