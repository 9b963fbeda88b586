package bzh.vigie.agent.persistence.catalogue;

import java.util.Arrays;
import java.util.stream.Stream;

/** What paths of many places on Windows begin with. */
final class WindowsPlaces {
    /** Below a software key. */
    static final String VERSION = "/Microsoft/Windows/CurrentVersion";

    static final String NT = "/Microsoft/Windows NT/CurrentVersion";

    /** The settings of the kernel and of what it starts. */
    static final String CONTROL = "HKLM/SYSTEM/CurrentControlSet/Control";

    static final String SERVICES = "HKLM/SYSTEM/CurrentControlSet/Services";

    private WindowsPlaces() {}

    /** Places below the machine's software, as programs of 64 and of 32 bits see it. */
    static String[] both(String... below) {
        return views("HKLM/SOFTWARE", below);
    }

    /** Places below each user's software, in both views. */
    static String[] own(String... below) {
        return views("HKCU/Software", below);
    }

    /** Places below the machine's classes, in both views. */
    static String[] classes(String... below) {
        return views("HKLM/SOFTWARE/Classes", below);
    }

    /** Places below each user's classes, in both views. */
    static String[] ownClasses(String... below) {
        return views("HKCU/Software/Classes", below);
    }

    private static String[] views(String start, String... below) {
        return Arrays.stream(below)
                .flatMap(path -> Stream.of(start + path, start + "/WOW6432Node" + path))
                .toArray(String[]::new);
    }
}
