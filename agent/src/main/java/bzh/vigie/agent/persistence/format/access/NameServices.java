package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which libraries programs load to look up names (nsswitch.conf(5)): an item for each service, with the databases that use it; what
 * would be loaded is {@code libnss_SERVICE.so.2}.
 */
public final class NameServices implements Format {
    private static final List<String> LIBRARIES = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/lib/x86_64-linux-gnu",
            "/lib64",
            "/lib",
            "/usr/lib",
            "/usr/lib/*-linux-gnu*",
            "/lib/*-linux-gnu*",
            "/usr/local/lib",
            "/usr/local/lib/*");
    private static final Pattern LINE = Pattern.compile("(\\w+)\\s*:(.*)");

    @Override
    public Parsed parse(SourceFile file) {
        Map<String, List<String>> databases = new LinkedHashMap<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.replaceFirst("#.*", "").strip();
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                // [NOTFOUND=return] is what to do, not where to look
                for (String service :
                        matcher.group(2).replaceAll("\\[[^]]*]?", " ").strip().split("\\s+", -1)) {
                    if (!service.isEmpty()) {
                        databases
                                .computeIfAbsent(service, s -> new ArrayList<>())
                                .add(matcher.group(1));
                    }
                }
            } else if (!line.isEmpty()) {
                malformed++;
            }
        }
        List<Draft> drafts = new ArrayList<>();
        databases.forEach((service, of) -> drafts.add(
                Draft.of(service, String.join(" ", of), new Run.Search("libnss_" + service + ".so.2", LIBRARIES))));
        return Parsed.of(drafts, malformed);
    }
}
