package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From where packages come: who may put a program on the machine with the next upgrade. Passwords are left out. */
public final class PackageSources {
    private static final Pattern ONE_LINE =
            Pattern.compile("(deb|deb-src)\\s+(?:\\[([^\\]]{0,1024})]\\s*)?(\\S{1,2048})\\s+(.*)");
    private static final Pattern STANZA_FIELD = Pattern.compile("([A-Za-z-]{1,64}):\\s*(.*)");

    private static final Pattern MIRROR_LIST = Pattern.compile("mirror\\+(?:file|copy):(?://)?(/\\S{1,1024})");

    private PackageSources() {}

    /** sources.list(5), in its one-line style and as stanzas, which a file says by its name. */
    public static Format apt() {
        return file -> file.name().endsWith(".sources") ? stanzas(file) : lines(file);
    }

    /** {@code .repo} files of yum, dnf and zypper. */
    public static Format rpm() {
        return PackageSources::repositories;
    }

    /** apk-repositories(5): an address a line. */
    public static Format apk() {
        return PackageSources::addresses;
    }

    private static Parsed lines(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<Include> mirrors = new ArrayList<>();
        int malformed = 0;
        for (String raw : ConfigLines.of(file, "#")) {
            String line = raw.replaceFirst("\\s+#.*$", "");
            Matcher source = ONE_LINE.matcher(line);
            if (source.matches()) {
                String name = source.group(1) + " " + source.group(3) + " "
                        + source.group(4).split("\\s+", 2)[0];
                drafts.add(Commands.shown(Commands.withoutPassword(name), Commands.withoutPassword(line)));
                mirrors.addAll(mirrors(source.group(3)));
            } else {
                malformed++;
            }
        }
        return new Parsed(drafts, mirrors, malformed);
    }

    /** The list of mirrors that an address of apt-transport-mirror(1) names, if it is a file. */
    private static List<Include> mirrors(String uris) {
        return MIRROR_LIST
                .matcher(uris)
                .results()
                .map(list -> Include.of(list.group(1), PackageSources::addresses))
                .toList();
    }

    private static Parsed addresses(SourceFile file) {
        return Parsed.of(
                ConfigLines.of(file, "#").stream()
                        .map(Commands::withoutPassword)
                        .map(line -> Commands.shown(line, line))
                        .toList(),
                0);
    }

    private static Parsed stanzas(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        List<Include> mirrors = new ArrayList<>();
        Map<String, StringBuilder> fields = new LinkedHashMap<>();
        StringBuilder last = new StringBuilder();
        int malformed = 0;
        for (String line : file.lines()) {
            Matcher field = STANZA_FIELD.matcher(line);
            if (line.isBlank()) {
                stanza(fields, drafts, mirrors);
            } else if (Character.isWhitespace(line.charAt(0))) {
                last.append('\n').append(line.strip());
            } else if (field.matches() && !line.startsWith("#")) {
                last = new StringBuilder(field.group(2).strip());
                fields.put(field.group(1).toLowerCase(Locale.ROOT), last);
            } else if (!line.startsWith("#")) {
                malformed++;
            }
        }
        stanza(fields, drafts, mirrors);
        return new Parsed(drafts, mirrors, malformed);
    }

    private static void stanza(Map<String, StringBuilder> fields, List<Draft> drafts, List<Include> mirrors) {
        if (fields.containsKey("uris")) {
            mirrors.addAll(mirrors(text(fields, "uris")));
            StringBuilder value = new StringBuilder();
            fields.forEach((key, text) -> {
                boolean keyInside = key.equals("signed-by") && text.indexOf("BEGIN PGP") >= 0;
                value.append(key)
                        .append('=')
                        .append(
                                keyInside
                                        ? Commands.digest(text.toString())
                                        : text.toString().replace('\n', ' '))
                        .append('\n');
            });
            String name = text(fields, "types") + " " + text(fields, "uris") + " " + text(fields, "suites");
            drafts.add(Commands.shown(
                            Commands.withoutPassword(name),
                            Commands.withoutPassword(value.toString().strip()))
                    .enabled(!text(fields, "enabled").matches("(?i)no|false|0|off|without|disable")));
        }
        fields.clear();
    }

    private static String text(Map<String, StringBuilder> fields, String key) {
        return fields.getOrDefault(key, new StringBuilder()).toString().strip().replaceAll("\\s+", " ");
    }

    private static Parsed repositories(SourceFile file) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        for (Entry entry : ConfigLines.entries(ConfigLines.of(file, "#;"))) {
            sections.computeIfAbsent(entry.section(), s -> new LinkedHashMap<>())
                    .put(entry.key(), entry.value());
        }
        List<Draft> drafts = new ArrayList<>();
        sections.forEach((id, settings) -> {
            StringBuilder value = new StringBuilder();
            for (String key : List.of(
                    "baseurl", "mirrorlist", "metalink", "gpgcheck", "repo_gpgcheck", "gpgkey", "sslverify", "proxy")) {
                if (settings.containsKey(key)) {
                    value.append(key).append('=').append(settings.get(key)).append('\n');
                }
            }
            drafts.add(
                    Commands.shown(id, Commands.withoutPassword(value.toString().strip()))
                            .enabled(!settings.getOrDefault("enabled", "1").matches("(?i)0|no|false|off")));
        });
        return Parsed.of(drafts, 0);
    }
}
