package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Capabilities;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The capabilities that a package's own script gives a program after unpacking it: {@code setcap CAPABILITIES FILE} (setcap(8)) in its
 * postinst, variables that the script sets to a path put in, also by {@code $(dpkg-divert --truename PATH)}. Pure and total.
 */
final class SetCapabilities {
    private static final int MOST = 256;
    private static final Pattern SET = Pattern.compile(
            "\\bsetcap\\s{1,8}(?:-q\\s{1,8})?[\"']?(cap_[a-z_,]{1,400}[=+][eip]{1,3})[\"']?\\s{1,8}[\"']?([^\\s;\"'|&)]{1,400})");
    private static final Pattern VARIABLE = Pattern.compile(
            "(?m)^\\s{0,40}([A-Za-z_]\\w{0,40})=[\"']?(?:\\$\\(dpkg-divert\\s{1,8}--truename\\s{1,8})?(/[^\\s\"')]{1,400})");
    private static final Pattern USED = Pattern.compile("\\$\\{?([A-Za-z_]\\w{0,40})}?");

    private SetCapabilities() {}

    /** Those that the script gives that file; empty where it gives it none. */
    static Optional<Capabilities> in(String script, List<String> names) {
        if (!script.contains("setcap")) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        Matcher variable = VARIABLE.matcher(script);
        while (variable.find() && variables.size() < MOST) {
            variables.putIfAbsent(variable.group(1), variable.group(2));
        }
        Matcher set = SET.matcher(script);
        for (int i = 0; i < MOST && set.find(); i++) {
            String file = USED.matcher(set.group(2))
                    .replaceAll(used -> Matcher.quoteReplacement(variables.getOrDefault(used.group(1), "")));
            if (names.contains(file)) {
                return Optional.of(Capabilities.parse(set.group(1)));
            }
        }
        return Optional.empty();
    }
}
