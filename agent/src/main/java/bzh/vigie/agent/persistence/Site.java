package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.catalogue.Location.Scope;
import bzh.vigie.event.Account;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A location for one account, or for the machine: what is read, told and given a status as one.
 *
 * @param owner empty for the machine
 */
record Site(Location location, Optional<LocalAccount> owner) {
    /** Homes that Debian and others give to accounts of services, and in which nothing is theirs. */
    private static final Set<HostPath> OF_THE_SYSTEM = Stream.of(
                    "/",
                    "/bin",
                    "/dev",
                    "/etc",
                    "/proc",
                    "/run",
                    "/sbin",
                    "/sys",
                    "/tmp",
                    "/usr",
                    "/usr/bin",
                    "/usr/games",
                    "/usr/sbin",
                    "/var",
                    "/var/tmp")
            .map(HostPath::of)
            .collect(Collectors.toUnmodifiableSet());

    /** What names it: location and account id. */
    record Name(String location, String accountId) {}

    Name name() {
        return new Name(location.id(), owner.map(o -> o.account().id()).orElse(""));
    }

    Optional<Account> account() {
        return owner.map(LocalAccount::account);
    }

    boolean superuser() {
        return owner.isPresent() && owner.get().uid() == 0;
    }

    /** Where its files are, each a path whose components may hold stars. */
    List<Pattern> patterns() {
        List<Pattern> patterns = new ArrayList<>();
        for (String place : location.places()) {
            HostPath home = owner.map(LocalAccount::home).orElse(HostPath.ROOT);
            if (location.scope() == Scope.HOME && place.startsWith("~/*") && OF_THE_SYSTEM.contains(home)) {
                // a directory of the system as a home, as services have it, is no account's to be searched
                continue;
            }
            if (location.scope() == Scope.HOME) {
                patterns.add(new Pattern(home, HostPath.of(place.substring(1)).components()));
            } else {
                String name = owner.map(o -> o.account().name()).orElse("*");
                patterns.add(new Pattern(
                        HostPath.ROOT,
                        HostPath.of(place.replace("{user}", name)).components()));
            }
        }
        return patterns;
    }

    /** Names below a directory, with stars. */
    record Pattern(HostPath start, List<byte[]> names) {
        private static final byte[] ANY_DEPTH = {'*', '*'};

        /** Of a path as a file's text names it. */
        static Optional<Pattern> of(String path) {
            return HostPath.parse(path).map(p -> new Pattern(HostPath.ROOT, p.components()));
        }

        /** Whether the path has the form of this one. */
        boolean isOf(HostPath path) {
            List<byte[]> parts = path.components();
            List<byte[]> own = new ArrayList<>(start.components());
            own.addAll(names);
            if (parts.size() != own.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (!matches(own.get(i), parts.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether what lies at that path is one of its files, or a directory on the way to them that it names. */
        boolean leadsThrough(HostPath path) {
            List<byte[]> parts = path.components();
            List<byte[]> own = new ArrayList<>(start.components());
            own.addAll(names);
            if (parts.size() > own.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (Arrays.equals(own.get(i), ANY_DEPTH) || !matches(own.get(i), parts.get(i))) {
                    return false;
                }
            }
            return true;
        }

        static boolean hasStar(byte[] name) {
            for (byte b : name) {
                if (b == '*') {
                    return true;
                }
            }
            return false;
        }

        /** Whether a name matches one with stars, each standing for any bytes. Linear but for the last star's retries. */
        static boolean matches(byte[] pattern, byte[] name) {
            int p = 0;
            int n = 0;
            int star = -1;
            int mark = 0;
            while (n < name.length) {
                if (p < pattern.length && pattern[p] == '*') {
                    star = p++;
                    mark = n;
                } else if (p < pattern.length && pattern[p] == name[n]) {
                    p++;
                    n++;
                } else if (star >= 0) {
                    p = star + 1;
                    n = ++mark;
                } else {
                    return false;
                }
            }
            while (p < pattern.length && pattern[p] == '*') {
                p++;
            }
            return p == pattern.length;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(start.text());
            names.forEach(name -> text.append('/').append(new String(name, StandardCharsets.UTF_8)));
            return text.toString();
        }
    }
}
