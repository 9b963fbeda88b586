package bzh.vigie.installers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What libraries of the system the programs below a folder need, read from the programs themselves: a package made with a runtime
 * for old systems installs on those, and one made with a new runtime is refused there by the package manager instead of failing.
 *
 * @param glibc the lowest version of the GNU C library that has all symbols, such as {@code 2.34}
 * @param others names of further libraries that are not among the files themselves, such as {@code libz.so.1}
 */
record LibraryNeeds(String glibc, SortedSet<String> others) {
    private static final Pattern GLIBC = Pattern.compile("GLIBC_(\\d+(?:\\.\\d+){1,4})");

    /** Parts of the GNU C library. */
    private static final List<String> LIBC =
            List.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2");

    /** Debian's packages of other libraries that builds of OpenJDK use. */
    private static final Map<String, String> DEBIAN =
            Map.of("libz.so.1", "zlib1g", "libstdc++.so.6", "libstdc++6", "libgcc_s.so.1", "libgcc-s1");

    LibraryNeeds {
        others = new TreeSet<>(others);
    }

    /** Reads every program and library below a folder. */
    static LibraryNeeds of(Path folder) throws IOException {
        SortedSet<String> own = new TreeSet<>();
        SortedSet<String> needed = new TreeSet<>();
        List<String> versions = new ArrayList<>();
        for (Path each : Folders.files(folder)) {
            Optional<ElfFile> file = ElfFile.read(each);
            if (file.isPresent()) {
                own.add(each.getFileName().toString());
                needed.addAll(file.get().needed());
                versions.addAll(file.get().versions());
            }
        }
        needed.removeAll(own);
        needed.removeAll(LIBC);
        String highest = versions.stream()
                .map(GLIBC::matcher)
                .filter(Matcher::matches)
                .map(version -> version.group(1))
                .max(byNumbers())
                .orElseThrow(() -> new IOException("no program for the GNU C library in " + folder));
        return new LibraryNeeds(highest, needed);
    }

    /** Versions in their order: 2.9 before 2.34. */
    static Comparator<String> byNumbers() {
        return (one, other) -> Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Pattern.compile("\\.")
                .splitAsStream(version)
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** For {@code Depends} of a Debian package (deb-substvars(5)). */
    String debian() throws IOException {
        List<String> all = new ArrayList<>(List.of("libc6 (>= " + glibc + ")"));
        for (String each : others) {
            all.add(Optional.ofNullable(DEBIAN.get(each))
                    .orElseThrow(() -> new IOException("the runtime needs " + each
                            + ", which no package of Debian is known for: give another build of OpenJDK")));
        }
        return String.join(", ", all);
    }

    /** For {@code Requires} of an RPM package: what rpm's own look at programs writes (elfdeps). */
    List<String> rpm() {
        List<String> all = new ArrayList<>(List.of("libc.so.6(GLIBC_" + glibc + ")(64bit)"));
        others.forEach(each -> all.add(each + "()(64bit)"));
        return all;
    }
}
