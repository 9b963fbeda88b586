package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.xml.WindowsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * GptTmpl.inf and other security templates: which accounts have which rights, who is in which group, registry values, services,
 * security of files and keys, rules for passwords.
 *
 * <p>Source: MS-GPSB 2.2.
 */
public record SecurityTemplate(List<Setting> settings) {
    public SecurityTemplate {
        settings = List.copyOf(settings);
    }

    /** What a setting is about. */
    public enum Kind {
        /** {@code SeDebugPrivilege = *S-1-5-32-544,name}. */
        RIGHT,
        /** {@code *S-1-5-32-544__Members = …}. */
        GROUP,
        /** {@code MACHINE\System\…\RunAsPPL=4,1}. */
        REGISTRY,
        /** {@code "name",2,"SDDL"}. */
        SERVICE,
        /** Of a file or key: {@code "path",2,"SDDL"}. */
        SECURITY,
        /** Rules for passwords and accounts. */
        ACCOUNT
    }

    /** A line. */
    public record Setting(Kind kind, String name, String value) {}

    /** Any bytes. */
    public static SecurityTemplate parse(byte[] bytes) {
        String text = WindowsText.of(bytes);
        List<Setting> settings = new ArrayList<>();
        for (Map.Entry<String, Map<String, String>> section :
                WindowsText.ini(text).entrySet()) {
            Optional<Kind> kind = kind(section.getKey());
            if (kind.isPresent()) {
                section.getValue().forEach((name, value) -> settings.add(new Setting(kind.get(), name, value)));
            }
        }
        quoted(text, settings);
        return new SecurityTemplate(settings);
    }

    /** Lines without an equals sign: a name in quotes, numbers, a security descriptor. */
    private static void quoted(String text, List<Setting> settings) {
        Optional<Kind> kind = Optional.empty();
        for (String raw : text.lines().limit(65_536).toList()) {
            String line = raw.strip();
            if (line.startsWith("[") && line.endsWith("]")) {
                kind = kind(line.substring(1, line.length() - 1));
            } else if (kind.isPresent() && line.startsWith("\"") && line.indexOf('"', 1) > 0 && !line.contains("=")) {
                int end = line.indexOf('"', 1);
                settings.add(new Setting(kind.get(), line.substring(1, end), line.substring(end + 1)));
            }
        }
    }

    private static Optional<Kind> kind(String section) {
        return switch (section.toLowerCase(Locale.ROOT)) {
            case "privilege rights" -> Optional.of(Kind.RIGHT);
            case "group membership" -> Optional.of(Kind.GROUP);
            case "registry values" -> Optional.of(Kind.REGISTRY);
            case "service general setting" -> Optional.of(Kind.SERVICE);
            case "file security", "registry keys" -> Optional.of(Kind.SECURITY);
            case "system access" -> Optional.of(Kind.ACCOUNT);
            default -> Optional.empty();
        };
    }
}
