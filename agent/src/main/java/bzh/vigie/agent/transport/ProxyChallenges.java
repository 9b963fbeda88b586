package bzh.vigie.agent.transport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a proxy lets one prove oneself (Proxy-Authenticate; RFC 9110, 11.3 and 11.6.1). Pure and total; what is none is passed over.
 *
 * @param schemes in lower case, in the proxy's order, with what stands after each
 */
record ProxyChallenges(Map<String, String> schemes) {
    private static final int MOST = 16;

    ProxyChallenges {
        schemes = Collections.unmodifiableMap(new LinkedHashMap<>(schemes));
    }

    static ProxyChallenges parse(List<String> values) {
        Map<String, String> schemes = new LinkedHashMap<>();
        values.stream()
                .flatMap(value -> parts(value).stream())
                .map(String::strip)
                .filter(ProxyChallenges::isScheme)
                .limit(MOST)
                .forEach(part -> {
                    int blank = part.indexOf(' ');
                    schemes.putIfAbsent(
                            (blank < 0 ? part : part.substring(0, blank)).toLowerCase(Locale.ROOT),
                            blank < 0 ? "" : part.substring(blank + 1).strip());
                });
        return new ProxyChallenges(schemes);
    }

    /** Split at commas that stand in no quotes. */
    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(value.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(value.substring(from));
        return parts;
    }

    /** A further parameter of the scheme before has an equals sign in its first word. */
    private static boolean isScheme(String part) {
        int blank = part.indexOf(' ');
        String first = blank < 0 ? part : part.substring(0, blank);
        return !first.isEmpty() && first.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
    }

    boolean offers(String scheme) {
        return schemes.containsKey(scheme);
    }

    Optional<String> after(String scheme) {
        return Optional.ofNullable(schemes.get(scheme)).filter(text -> !text.isEmpty());
    }

    /** The schemes as a person looks them up, without what stands after them. */
    String names() {
        return schemes.keySet().stream()
                .limit(6)
                .map(scheme -> switch (scheme) {
                    case "ntlm" -> "NTLM";
                    default -> scheme.substring(0, 1).toUpperCase(Locale.ROOT) + scheme.substring(1);
                })
                .collect(Collectors.joining(", "));
    }
}
