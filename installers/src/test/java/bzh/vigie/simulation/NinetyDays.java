package bzh.vigie.simulation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The whole simulation with a seed, and its table. */
public final class NinetyDays {
    private NinetyDays() {}

    /** Arguments: the seed, the folder in which everything is made, {@code month} or {@code small} for less, {@code calm} for communes without an incident. */
    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[0]);
        Path folder = Files.createTempDirectory(Path.of(arguments[1]), "ninety-days");
        List<String> words = List.of(arguments).subList(2, arguments.length);
        Plan size = words.contains("small")
                ? Plan.small(seed)
                : words.contains("month") ? Plan.month(seed) : Plan.whole(seed);
        Plan plan = words.contains("calm") ? size.inCalm() : size;
        try (Story story = new Story(plan, folder)) {
            story.tell();
            System.out.print(new Table(story, false).text());
        }
    }
}
