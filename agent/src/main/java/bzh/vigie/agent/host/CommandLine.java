package bzh.vigie.agent.host;

import java.util.List;

/** How a program was called. Immutable. */
public sealed interface CommandLine {
    /** Its characters, roughly. */
    int length();

    /**
     * A list of arguments, as Linux hands it over.
     *
     * @param all an over-long list ends in an argument that ends in {@code …}
     */
    record Arguments(List<String> all) implements CommandLine {
        /** Copies the list. */
        public Arguments {
            all = List.copyOf(all);
        }

        @Override
        public int length() {
            return all.stream().mapToInt(String::length).sum();
        }
    }

    /**
     * One text, as Windows hands it over; each program takes it apart by itself.
     *
     * @param text an over-long one ends in {@code …}
     */
    record Text(String text) implements CommandLine {
        @Override
        public int length() {
            return text.length();
        }
    }
}
