package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.xml.IniText;
import bzh.vigie.agent.windows.xml.WindowsText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * GptTmpl.inf and other security templates: which accounts have which rights, who is in which group, registry values, services,
 * security of files and keys, rules for passwords.
 *
 * <p>Source: MS-GPSB 2.2.
 *
 * @param malformed 1 where it is no template or has more than 65,536 settings, of which the others are left out; otherwise 0
 */
public record SecurityTemplate(List<Setting> settings, int malformed) {
    private static final int MAX_SETTINGS = 65_536;

    /** Those that every template has; others only say what is meant. */
    private static final Set<String> KNOWN = Set.of(
            "Unicode",
            "Version",
            "Privilege Rights",
            "Group Membership",
            "Registry Values",
            "Service General Setting",
            "File Security",
            "Registry Keys",
            "System Access",
            "Kerberos Policy",
            "Event Audit");

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

    /** A line; {@link Secrets#MARK} stands in place of a secret. */
    public record Setting(Kind kind, String name, String value) {}

    /** Any bytes. */
    public static SecurityTemplate parse(byte[] bytes) {
        String text = WindowsText.of(bytes);
        IniText ini = IniText.parse(text);
        List<Setting> settings = new ArrayList<>();
        for (Map.Entry<String, Map<String, String>> section : ini.sections().entrySet()) {
            Optional<Kind> kind = kind(section.getKey());
            if (kind.isPresent()) {
                section.getValue()
                        .forEach((name, value) ->
                                settings.add(new Setting(kind.get(), name, shown(kind.get(), name, value))));
            }
        }
        boolean all = quoted(text, settings) && !ini.tooMany();
        boolean none = !text.isBlank() && !ini.hasAny(KNOWN);
        return new SecurityTemplate(settings, none || !all ? 1 : 0);
    }

    /** Lines without an equals sign: a name in quotes, numbers, a security descriptor. False where there are too many. */
    private static boolean quoted(String text, List<Setting> settings) {
        Optional<Kind> kind = Optional.empty();
        for (String raw : (Iterable<String>) text.lines()::iterator) {
            String line = raw.strip();
            if (line.startsWith("[") && line.endsWith("]")) {
                kind = kind(line.substring(1, line.length() - 1));
            } else if (kind.isPresent() && line.startsWith("\"") && line.indexOf('"', 1) > 0 && !line.contains("=")) {
                if (settings.size() >= MAX_SETTINGS) {
                    return false;
                }
                int end = line.indexOf('"', 1);
                settings.add(new Setting(kind.get(), line.substring(1, end), line.substring(end + 1)));
            }
        }
        return true;
    }

    /** A registry value is its type and data: {@code 1,"text"}, {@code 3,bytes}, {@code 4,number}, {@code 7,texts}. */
    private static String shown(Kind kind, String name, String value) {
        int comma = value.indexOf(',');
        boolean isNumber = comma > 0 && value.substring(0, comma).strip().equals("4");
        boolean isEmpty =
                comma >= 0 && value.substring(comma + 1).replace("\"", "").isBlank();
        int end = name.lastIndexOf('\\');
        boolean isSecret =
                kind == Kind.REGISTRY && Secrets.isName(name.substring(0, Math.max(0, end)), name.substring(end + 1));
        return isSecret && !isNumber && !isEmpty ? Secrets.MARK : value;
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
