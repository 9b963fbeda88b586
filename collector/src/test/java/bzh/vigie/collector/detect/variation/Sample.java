package bzh.vigie.collector.detect.variation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record on which a rule fires, as its file has it, or what was made of one.
 *
 * @param name of the file, and of what was varied
 */
record Sample(String name, Map<String, List<String>> fields) {
    private static final Pattern TASK_PROGRAM =
            Pattern.compile("(?s)<Command>([^<]*)</Command>(?:(\\s*<Arguments>)([^<]*)</Arguments>)?");
    /** What stands between a task's program and its arguments while they are varied as one command line; a blank to expressions. */
    private static final String BETWEEN = "\u000B";

    String value(String field) {
        return String.join("\n", fields.getOrDefault(field, List.of()));
    }

    String eventId() {
        return value("EventID");
    }

    boolean isLinux() {
        return value("os").equals("linux") || value("sensor").startsWith("linux.");
    }

    /** The same with other fields put into it. */
    Sample with(String what, Map<String, String> others) {
        Map<String, List<String>> changed = new LinkedHashMap<>(fields);
        others.forEach((field, value) -> changed.put(field, List.of(value)));
        return new Sample(name + " " + what, changed);
    }

    /** One form of a variation; the sample itself where it has nothing of it. */
    Sample in(Variation variation, int form) {
        if (variation.when().isPresent()
                && fields.entrySet().stream()
                        .filter(each -> isAbout(variation, each))
                        .noneMatch(each -> holds(variation.when().get(), each))) {
            return this;
        }
        Map<String, List<String>> changed = new LinkedHashMap<>(fields);
        for (Map.Entry<String, List<String>> each : fields.entrySet()) {
            if (isAbout(variation, each)) {
                UnaryOperator<String> act = value -> variation.in(value, form);
                changed.put(
                        each.getKey(),
                        each.getValue().stream()
                                .map(value -> varied(each.getKey(), value, act))
                                .toList());
            }
        }
        String what = variation.act().isEmpty() ? variation.write().get(form) : "";
        return changed.equals(fields)
                ? this
                : new Sample(name + " " + variation.name() + " [" + what.strip() + "]", changed);
    }

    private boolean isAbout(Variation variation, Map.Entry<String, List<String>> field) {
        return VariationList.READ.kinds(this, field.getKey(), String.join("\n", field.getValue())).stream()
                .anyMatch(variation.kinds()::contains);
    }

    private static boolean holds(Pattern when, Map.Entry<String, List<String>> field) {
        AtomicBoolean found = new AtomicBoolean();
        for (String value : field.getValue()) {
            varied(field.getKey(), value, text -> {
                found.compareAndSet(false, when.matcher(text).find());
                return text;
            });
        }
        return found.get();
    }

    private static String varied(String field, String value, UnaryOperator<String> act) {
        if (field.equals("value")) {
            return VariationList.READ.exceptAgentsWords(value, act);
        }
        return field.startsWith("TaskContent") ? task(value, act) : act.apply(value);
    }

    /** A task with its program and arguments changed as one command line. */
    private static String task(String content, UnaryOperator<String> act) {
        return TASK_PROGRAM.matcher(content).replaceAll(found -> {
            String arguments = found.group(3) == null ? "" : found.group(3);
            String line = act.apply(plain(found.group(1)) + (arguments.isEmpty() ? "" : BETWEEN + plain(arguments)));
            int end = line.indexOf(BETWEEN);
            String program = end < 0 ? line : line.substring(0, end);
            String rest = end < 0 ? "" : line.substring(end + 1);
            String between = found.group(2) == null ? "<Arguments>" : found.group(2);
            return Matcher.quoteReplacement("<Command>" + escaped(program) + "</Command>"
                    + (rest.isEmpty() ? "" : between + escaped(rest) + "</Arguments>"));
        });
    }

    /** The first program of a task's content and its arguments; empty texts where there is none. */
    static List<String> program(String content) {
        Matcher found = TASK_PROGRAM.matcher(content);
        if (!found.find()) {
            return List.of("", "");
        }
        return List.of(plain(found.group(1)), found.group(3) == null ? "" : plain(found.group(3)));
    }

    private static String plain(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
