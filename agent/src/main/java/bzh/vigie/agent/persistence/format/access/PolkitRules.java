package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rules in JavaScript of who may do what (polkit(8)). An item for each rule, named after the actions that it names; its value tells
 * results, actions, groups and accounts, and a digest of its text, since what the script computes is only known by running it.
 */
public final class PolkitRules implements Format {
    private static final List<String> PATH = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Pattern RULE =
            Pattern.compile("polkit\\s*(?:\\.\\s*|\\[\\s*[\"'])(addRule|addAdminRule)[\"']?\\s*]?\\s*\\(");
    private static final Pattern COMMENT = Pattern.compile("/\\*(?:[^*]|\\*(?!/))*+\\*/|(?m)(?<![:\"'])//.*$");
    /** A constant of {@code polkit.Result}, by whatever name the script calls that, or the text that the constant stands for. */
    private static final Pattern RESULT = Pattern.compile(
            "(?:Result\\s*(?:\\.\\s*|\\[\\s*[\"'])|\\.\\s*(?=(?:YES|AUTH_SELF)))([A-Z_]+)|[\"'](yes|auth_self(?:_keep)?)[\"']");

    private static final Pattern TEXT = Pattern.compile("\"([^\"\\n]{1,300})\"|'([^'\\n]{1,300})'");
    /** The beginning of a pattern, in which each point of an action's name is escaped. */
    private static final Pattern LITERAL =
            Pattern.compile("/\\^?([A-Za-z][\\w-]*+(?:\\\\\\.[\\w-]++){1,16}(?:\\\\\\.)?)");

    private static final Pattern ACTION = Pattern.compile("[A-Za-z][\\w-]*(?:\\.[\\w-]+){2,}+\\.?");
    private static final Pattern IN_GROUP = Pattern.compile("isInGroup\\s*\\(\\s*[\"']([^\"']{1,64})");
    private static final Pattern USER = Pattern.compile(
            "\\.\\s*user\\s*={2,3}\\s*[\"']([^\"']{1,64})|[\"']([^\"']{1,64})[\"']\\s*={2,3}\\s*\\w+\\s*\\.\\s*user\\b");
    private static final Pattern IDENTITY = Pattern.compile("unix-(?:user|group|netgroup):[^\"']{1,64}");
    private static final Pattern SPAWN = Pattern.compile("polkit\\s*\\.\\s*spawn\\s*\\(\\s*\\[([^\\]]{0,1000})");
    private static final Set<String> OPEN = Set.of("YES", "AUTH_SELF", "AUTH_SELF_KEEP");
    private static final int MAX_RULES = 256;
    private static final int SHOWN = 1_000;

    @Override
    public Parsed parse(SourceFile file) {
        String text = COMMENT.matcher(file.text()).replaceAll(" ");
        List<Integer> starts = new ArrayList<>();
        Matcher rule = RULE.matcher(text);
        while (rule.find() && starts.size() < MAX_RULES) {
            starts.add(rule.start());
        }
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            drafts.add(rule(text.substring(starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : text.length())));
        }
        if (starts.isEmpty() && !text.isBlank()) {
            drafts.add(Draft.of("script", "text=" + digest(text), new Run.Nothing()));
        }
        return Parsed.of(drafts, 0);
    }

    private static Draft rule(String text) {
        boolean admins =
                RULE.matcher(text).results().limit(1).anyMatch(r -> r.group(1).equals("addAdminRule"));
        Set<String> results = new TreeSet<>(
                all(RESULT, text).stream().map(r -> r.toUpperCase(Locale.ROOT)).toList());
        Set<String> actions = new TreeSet<>(Stream.concat(
                        TEXT.matcher(text).results().map(r -> r.group(1) != null ? r.group(1) : r.group(2)),
                        all(LITERAL, text).stream().map(each -> each.replace("\\", "")))
                .filter(t -> ACTION.matcher(t).matches())
                .toList());
        Set<String> identities = new TreeSet<>(Stream.of(
                        all(IN_GROUP, text).stream().map(g -> "group:" + g),
                        all(USER, text).stream().map(u -> "user:" + u),
                        IDENTITY.matcher(text).results().map(r -> r.group().substring("unix-".length())))
                .flatMap(s -> s)
                .toList());
        List<String> spawned = SPAWN.matcher(text)
                .results()
                .limit(1)
                .flatMap(s -> TEXT.matcher(s.group(1)).results())
                .map(r -> r.group(1) != null ? r.group(1) : r.group(2))
                .toList();
        String what = actions.isEmpty() ? "any action" : String.join(" ", actions);
        String value = "%s actions=%s who=%s%s text=%s"
                .formatted(
                        admins ? "administrators" : "result=" + String.join(",", results),
                        actions.isEmpty() ? "any" : String.join(",", actions),
                        identities.isEmpty() ? "any" : String.join(",", identities),
                        spawned.isEmpty() ? "" : " spawn=" + String.join(" ", spawned),
                        digest(text));
        boolean opens = results.stream().anyMatch(OPEN::contains);
        return Draft.of(
                        admins && actions.isEmpty() ? "administrators" : cut(what),
                        cut(value),
                        spawned.isEmpty() ? new Run.Nothing() : new Run.Arguments(spawned, PATH))
                .suspectedBy(String.join(" ", spawned))
                .with(Trait.SUPERUSER, admins || (opens && (actions.isEmpty() || PolkitGrant.givesRoot(actions))));
    }

    private static Set<String> all(Pattern pattern, String text) {
        return new TreeSet<>(pattern.matcher(text)
                .results()
                .map(r -> r.group(1) != null || r.groupCount() == 1 ? r.group(1) : r.group(2))
                .toList());
    }

    private static String digest(String text) {
        String code = text.replaceAll("\\s+", " ").strip();
        return Sha256.over(code.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
