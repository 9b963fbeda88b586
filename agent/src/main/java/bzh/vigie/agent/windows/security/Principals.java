package bzh.vigie.agent.windows.security;

import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * Whom well-known SIDs mean (MS-DTYP 2.4.2.4, "Well-known SIDs" of the Windows documentation), and who holds the machine anyway.
 */
public final class Principals {
    /** {@code NT SERVICE\TrustedInstaller}: who installs Windows' own files. */
    private static final Sid TRUSTED_INSTALLER =
            Sid.of("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464");

    private static final Set<Sid> HOLDERS = Set.of(
            Sid.SYSTEM,
            Sid.ADMINISTRATORS,
            TRUSTED_INSTALLER,
            // Who made the thing and who owns it: that is somebody who might already.
            Sid.of("S-1-3-0"),
            Sid.of("S-1-3-1"),
            Sid.of("S-1-3-4"));

    /** Domain Admins, Schema Admins, Enterprise Admins, and the accounts Administrator. */
    private static final Set<Long> ADMINISTRATIVE_RIDS = Set.of(500L, 512L, 518L, 519L);

    private static final Set<Sid> ANYBODY = Set.of(
            Sid.EVERYONE,
            Sid.of("S-1-5-7"), // anonymous logon
            Sid.of("S-1-5-11"), // authenticated users
            Sid.of("S-1-5-4"), // interactive
            Sid.of("S-1-5-2"), // network
            Sid.of("S-1-5-32-545"), // users
            Sid.of("S-1-5-32-546"), // guests
            Sid.of("S-1-2-0"), // local
            Sid.of("S-1-15-2-1"), // all application packages
            Sid.of("S-1-15-2-2"));

    private Principals() {}

    /** Whether it has the machine by what it is: the system, its installer, administrators of the machine or of a domain. */
    public static boolean isAdministrative(Sid sid) {
        return HOLDERS.contains(sid) || (sid.isOfDomain() && ADMINISTRATIVE_RIDS.contains(sid.rid()));
    }

    /** Whether it is a service of Windows or an account for services (S-1-5-6, 19, 20, 80-…), not a person. */
    public static boolean isService(Sid sid) {
        if (sid.authority() != 5 || sid.parts().isEmpty()) {
            return false;
        }
        long kind = sid.parts().getFirst();
        return kind == 80 || (sid.parts().size() == 1 && (kind == 6 || kind == 19 || kind == 20));
    }

    /** Whether everybody who can log on, or nearly, is it. */
    public static boolean isAnybody(Sid sid) {
        return ANYBODY.contains(sid) || (sid.isOfDomain() && (sid.rid() == 513 || sid.rid() == 501));
    }

    /** What people call it in that language; empty where it is nobody well known. */
    public static Optional<String> name(Sid sid, Locale locale) {
        String key = sid.isOfDomain() ? "rid-" + sid.rid() : sid.toString();
        try {
            ResourceBundle names = ResourceBundle.getBundle(
                    "bzh.vigie.agent.windows.security.principals",
                    locale,
                    ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
            return Optional.of(names.getString(key));
        } catch (MissingResourceException e) {
            return Optional.empty();
        }
    }

    /** It with what it is called in English, such as {@code S-1-5-32-545 (Users)}; the form in which items hold it. */
    public static String shown(Sid sid) {
        return name(sid, Locale.ROOT).map(name -> sid + " (" + name + ")").orElseGet(sid::toString);
    }
}
