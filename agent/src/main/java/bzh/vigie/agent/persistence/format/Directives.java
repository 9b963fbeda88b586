package bzh.vigie.agent.persistence.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration of directives, one a line: {@code key value}, {@code key = value} or {@code key=value}, of which some run or
 * load something. Each program's own table says which, and where its lines are continued and included. Immutable.
 */
public final class Directives implements Format {
    private static final Pattern LINE = Pattern.compile("([^\\s=]{1,256})(?:\\s{0,64}=\\s{0,64}|\\s{1,64}|$)(.*)");

    /** With whether a key without a value means something. */
    private record Rule(Pattern keys, boolean empty, BiFunction<String, String, List<Draft>> drafts) {}

    private enum Join {
        NONE,
        BACKSLASH,
        INDENT
    }

    private final String comments;
    private final Join join;
    private final List<Rule> rules;
    private final List<Pattern> includes;

    private Directives(String comments, Join join, List<Rule> rules, List<Pattern> includes) {
        this.comments = comments;
        this.join = join;
        this.rules = List.copyOf(rules);
        this.includes = List.copyOf(includes);
    }

    /** Lines that begin with one of these characters are comments. */
    public static Directives commentedBy(String comments) {
        return new Directives(comments, Join.NONE, List.of(), List.of());
    }

    /** A backslash at the end joins a line with the next. */
    public Directives joinedByBackslash() {
        return new Directives(comments, Join.BACKSLASH, rules, includes);
    }

    /** A line that begins with a blank continues the one before it. */
    public Directives joinedByIndent() {
        return new Directives(comments, Join.INDENT, rules, includes);
    }

    /**
     * What a directive gives.
     *
     * @param keys a pattern for the whole key, in any case
     * @param drafts of key and value, the value without quotes around the whole of it
     */
    public Directives on(String keys, BiFunction<String, String, List<Draft>> drafts) {
        return with(keys, false, drafts);
    }

    /** Directives whose value a shell gets. */
    public Directives shell(String keys) {
        return on(keys, (key, value) -> List.of(Commands.shell(key, value, value)));
    }

    /** Directives whose value is a program and its arguments. */
    public Directives exec(String keys) {
        return on(keys, (key, value) -> List.of(Commands.exec(key, value, value)));
    }

    /** Directives whose value is a file that is loaded or run. */
    public Directives file(String keys) {
        return on(keys, (key, value) -> List.of(Commands.file(key, value, value)));
    }

    /** Directives that are shown where the value, which may be missing, fits a pattern wholly, in any case. */
    public Directives shown(String keys, String values) {
        Pattern wanted = Pattern.compile(values, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return with(
                keys,
                wanted.matcher("").matches(),
                (key, value) -> wanted.matcher(value).matches() ? List.of(Commands.shown(key, value)) : List.of());
    }

    /** Directives that name further files, relative to where this one is. */
    public Directives include(String keys) {
        List<Pattern> more = new ArrayList<>(includes);
        more.add(Pattern.compile(keys, Pattern.CASE_INSENSITIVE));
        return new Directives(comments, join, rules, more);
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<String> followed = new ArrayList<>();
        for (String line : lines(file)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            String key = matcher.group(1);
            String value = ConfigLines.unquoted(matcher.group(2).strip());
            for (Rule rule : rules) {
                if ((rule.empty() || !value.isEmpty())
                        && rule.keys().matcher(key).matches()) {
                    drafts.addAll(rule.drafts().apply(key, value));
                    break;
                }
            }
            if (!value.isEmpty()
                    && includes.stream()
                            .anyMatch(include -> include.matcher(key).matches())) {
                String path = ConfigLines.path(file, value);
                followed.add(path);
                // what is a directory is not said
                followed.add(path + "/*");
            }
        }
        return Parsed.including(drafts, followed, 0);
    }

    private Directives with(String keys, boolean empty, BiFunction<String, String, List<Draft>> drafts) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(Pattern.compile(keys, Pattern.CASE_INSENSITIVE), empty, drafts));
        return new Directives(comments, join, more, includes);
    }

    private List<String> lines(SourceFile file) {
        return switch (join) {
            case NONE -> ConfigLines.of(file, comments);
            case BACKSLASH -> ConfigLines.joined(file, comments);
            case INDENT -> ConfigLines.indented(file, comments);
        };
    }
}
