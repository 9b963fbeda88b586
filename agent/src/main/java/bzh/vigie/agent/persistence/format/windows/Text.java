package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.registry.Commands;
import java.util.ArrayList;
import java.util.List;

/** How several facts about one thing stand in one value. */
final class Text {
    private final List<String> parts = new ArrayList<>();

    /** Begins with a fact. */
    static Text of(String first) {
        return new Text().and("", first);
    }

    /** Adds a fact under a word, unless it is empty. */
    Text and(String word, String fact) {
        if (!fact.isBlank()) {
            parts.add(word.isEmpty() ? fact : word + " " + fact);
        }
        return this;
    }

    /** Adds a word where it applies. */
    Text and(String word, boolean applies) {
        if (applies) {
            parts.add(word);
        }
        return this;
    }

    /** The facts after one another. */
    String all() {
        return String.join("; ", parts);
    }

    /** A command line whose program stands apart from its arguments: with blanks it needs quotes. */
    static String commandLine(String program, String arguments) {
        String plain = program.strip();
        boolean quote = plain.contains(" ") && !plain.startsWith("\"");
        return ((quote ? '"' + plain + '"' : plain) + " " + arguments.strip()).strip();
    }

    /** A draft of a command line with more to say than the line. */
    static Draft command(String name, String line, Text value) {
        Draft draft = Commands.command(name, line, false);
        return new Draft(name, value.all(), draft.run(), true, draft.traits());
    }
}
