package bzh.vigie.agent.persistence.format.job;

import java.util.Optional;

/**
 * What {@code %} and a letter stand for in a unit (systemd.unit(5), "Specifiers"), as far as its name and place tell. What only
 * the running machine knows (boot id, host name, kernel …) stays as written; so do {@code %i} and its like in a template.
 */
final class Specifiers {
    private final UnitName unit;
    private final String file;
    private final boolean ofUsers;
    private final Optional<String> home;

    /**
     * For a unit.
     *
     * @param file where it is read
     */
    Specifiers(UnitName unit, String file) {
        this.unit = unit;
        this.file = file;
        this.ofUsers = UnitPlaces.isOfUsers(file);
        this.home = ofUsers ? homeOf(file) : Optional.of("/root");
    }

    /** The text with what is known put in. */
    String expand(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char letter = text.charAt(++i);
            out.append(letter == '%' ? "%" : meaning(letter).orElse("%" + letter));
        }
        return out.toString();
    }

    private Optional<String> meaning(char letter) {
        return switch (letter) {
            case 'n' -> unless(unit.isTemplate(), unit.full());
            case 'N' -> unless(unit.isTemplate(), unit.bare());
            case 'p' -> Optional.of(unit.prefix());
            case 'P' -> Optional.of(UnitName.unescaped(unit.prefix()));
            case 'i' -> unless(unit.isTemplate(), unit.instance());
            case 'I' -> unless(unit.isTemplate(), UnitName.unescaped(unit.instance()));
            case 'j' -> Optional.of(lastPart());
            case 'J' -> Optional.of(UnitName.unescaped(lastPart()));
            case 'f' ->
                unless(
                        unit.isTemplate(),
                        "/" + UnitName.unescaped(unit.instance().isEmpty() ? unit.prefix() : unit.instance()));
            case 'y' -> Optional.of(file);
            case 'Y' -> Optional.of(file.substring(0, Math.max(file.lastIndexOf('/'), 0)));
            case 'T' -> Optional.of("/tmp");
            case 'V' -> Optional.of("/var/tmp");
            case 'h' -> home;
            case 'u' -> ofUsers ? home.map(h -> h.substring(h.lastIndexOf('/') + 1)) : Optional.of("root");
            case 'U', 'G' -> unless(ofUsers, "0");
            case 'g' -> unless(ofUsers, "root");
            case 't' -> unless(ofUsers, "/run");
            case 'S' -> directory("/var/lib", "/.local/state");
            case 'C' -> directory("/var/cache", "/.cache");
            case 'L' -> directory("/var/log", "/.local/state/log");
            case 'E' -> directory("/etc", "/.config");
            case 'D' -> directory("/usr/share", "/.local/share");
            default -> Optional.empty();
        };
    }

    private Optional<String> directory(String ofSystem, String inHome) {
        return ofUsers ? home.map(h -> h + inHome) : Optional.of(ofSystem);
    }

    private String lastPart() {
        return unit.prefix().substring(unit.prefix().lastIndexOf('-') + 1);
    }

    private static Optional<String> unless(boolean unknown, String meaning) {
        return unknown ? Optional.empty() : Optional.of(meaning);
    }

    /** The home that a unit of one account lies in. */
    private static Optional<String> homeOf(String file) {
        for (String below : new String[] {"/.config/systemd/", "/.local/share/systemd/"}) {
            int at = file.indexOf(below);
            if (at > 0) {
                return Optional.of(file.substring(0, at));
            }
        }
        return Optional.empty();
    }
}
