package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.review.DecisionNeed;
import bzh.vigie.collector.review.GroupKey;
import bzh.vigie.event.Item;
import bzh.vigie.installers.DebianSystems.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gate for ordinary packages, which ask for nobody: a bare system and the packages of servers, as they are there at enrolment and as they come
 * later, give no alert above low, but for those that {@code benign-gate.txt} defends one by one
 * ({@code when | rule | source | name | why}). The long form (bench/README.md) adds a desktop, an upgrade, a removal and what an
 * administrator runs.
 */
@ExtendWith(DebianSystems.OfTheRun.class)
@Order(0)
final class BenignGateTest {
    /** Asks for what takes minutes of installing. */
    private static final String LONG_FORM = "vigie.benign-gate-long";

    private static final Path DEFENDED = Path.of("src/test/resources/benign-gate.txt");

    /** A package as its next version would be: other files, other scripts, a higher number. */
    private static final String UPGRADE = """
        cd /tmp
        for package in cron logrotate chrony fail2ban postfix openvpn; do
            apt-get download -qq $package
            dpkg-deb -R ${package}_*.deb next
            sed -i 's/^Version: .*/&+next1/' next/DEBIAN/control
            for file in $(cd next && find etc usr/lib/systemd usr/sbin -type f 2>/dev/null); do
                if head -c 2 next/$file | grep -q '#!' || echo $file | grep -Eq '^etc|service$|timer$'; then
                    echo '# next' >> next/$file
                else
                    printf '\\0' >> next/$file
                fi
            done
            (cd next && find . -type f ! -path './DEBIAN/*' -printf '%P\\0' | xargs -0 md5sum) > sums
            mv sums next/DEBIAN/md5sums
            dpkg-deb -b next next.deb
            dpkg --force-unsafe-io --force-confnew --force-depends -i next.deb
            rm -r next next.deb ${package}_*.deb
        done
        apt-get install -y -qq --reinstall -o DPkg::Options::=--force-unsafe-io sudo openssh-server mariadb-server
        """;

    private static final String REMOVE = """
        apt-get remove -y -qq samba bind9 monit php-fpm cups-daemon
        apt-get purge -y -qq squid haproxy munin-node
        apt-get autoremove -y -qq
        """;

    /** What an administrator runs of packages' own means. */
    private static final String MAINTAIN = """
        pam-auth-update --package --enable mkhomedir
        pam-auth-update --package --remove ldap
        update-alternatives --set editor /usr/bin/vim.basic
        update-rc.d cron defaults
        update-ca-certificates --fresh
        dpkg-reconfigure -f noninteractive openssh-server
        dpkg-statoverride --update --add root root 0755 /usr/bin/at
        etckeeper commit -m maintained || true
        """;

    @Test
    void whatPackagesBringAsksForNobody(DebianSystems systems, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path bare = systems.bare().inventory();
        Path servers = systems.servers().inventory();
        Set<String> loud = new TreeSet<>();
        loud.addAll(loud(folder, "at enrolment, bare", bare));
        loud.addAll(loud(folder, "at enrolment, servers", servers));
        loud.addAll(loud(folder, "servers installed", bare, servers));
        assertEquals(List.of(), Files.readAllLines(kept().resolve("at-enrolment-bare.txt")), "not one line");
        assertTrue(
                Files.readAllLines(kept().resolve("at-enrolment-servers.txt")).size() <= 5, "fifty packages");
        assertDefended(loud);
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true")
    void whatPackagesDoLaterAsksForNobody(DebianSystems systems, @TempDir Path folder)
            throws IOException, InterruptedException {
        Snapshot servers = systems.servers();
        Path upgraded = folder.resolve("upgraded.jsonl");
        Path removed = folder.resolve("removed.jsonl");
        try (DebianRoot root = servers.root().on()) {
            root.run(UPGRADE).orFail("the upgrade");
            root.scan(upgraded);
            root.run(REMOVE).orFail("the removal");
            root.scan(removed);
        }
        Path scripted = folder.resolve("scripted.jsonl");
        Path maintained = folder.resolve("maintained.jsonl");
        try (DebianRoot root = servers.root().on().with(DebianSystems.SCRIPTED)) {
            root.scan(scripted);
            root.run(MAINTAIN).orFail("what an administrator runs");
            root.scan(maintained);
        }
        Set<String> loud = new TreeSet<>();
        loud.addAll(loud(folder, "upgraded", servers.inventory(), upgraded));
        loud.addAll(loud(folder, "removed", upgraded, removed));
        loud.addAll(loud(folder, "scripts ran", servers.inventory(), scripted));
        loud.addAll(loud(folder, "maintained", scripted, maintained));
        assertDefended(loud);
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_FORM, matches = "true")
    void whatADesktopsPackagesBringAsksForNobody(DebianSystems systems, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path desktop = folder.resolve("desktop.jsonl");
        try (DebianRoot root = systems.bare().root().on().with(DebianSystems.DESKTOP)) {
            root.scan(desktop);
        }
        Set<String> loud = new TreeSet<>(loud(folder, "at enrolment, desktop", desktop));
        loud.addAll(loud(folder, "desktop installed", systems.bare().inventory(), desktop));
        assertDefended(loud);
    }

    private static void assertDefended(Set<String> loud) throws IOException {
        assertEquals(
                String.join("\n", defended()),
                String.join("\n", loud),
                "defend each in " + DEFENDED + ", or judge it better; all alerts are in " + kept());
    }

    /** A review asks about what nobody vouches for. */
    @Test
    void aReviewAsksLittleOfASystemThatNobodyTouched(DebianSystems systems) throws IOException, InterruptedException {
        assertEquals(List.of(), beyond(20, asked(systems.bare())));
        assertEquals(List.of(), beyond(60, asked(systems.servers())));
    }

    /** One of each group of items that waits for a decision. */
    private static List<String> asked(Snapshot system) {
        Map<String, String> groups = new TreeMap<>();
        for (Item item : Disks.items(system.root().path(), false)) {
            if (DecisionNeed.isFor(item)) {
                groups.putIfAbsent(GroupKey.of(item), item.location() + " " + item.name());
            }
        }
        return groups.values().stream().sorted().toList();
    }

    private static List<String> beyond(int most, List<String> groups) {
        return groups.size() <= most ? List.of() : groups;
    }

    @Test
    void linksThatPackagesEnableAndAccountsThatTheyMakeAreTheirs(DebianSystems systems, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path installed = systems.servers().inventory();
        String inventory = Files.readString(installed);
        assertTrue(inventory.contains("/etc/systemd/system/multi-user.target.wants/smbd.service"));
        assertTrue(inventory.contains("\"name\":\"postfix\""));
        List<Alert> said =
                Alert.detect(folder.resolve("alerts.jsonl"), systems.bare().inventory(), installed);
        assertEquals(
                List.of(),
                said.stream()
                        .map(alert -> alert.of("source"))
                        .filter(source -> source.startsWith("/etc/systemd/system/"))
                        .toList());
        assertEquals(
                List.of("postgres low"),
                said.stream()
                        .filter(alert -> alert.of("location").equals("linux.account.passwd"))
                        .map(alert -> alert.of("name") + " " + alert.severity())
                        .toList(),
                "one with a shell is told, not loudly");
    }

    private static Set<String> defended() throws IOException {
        Set<String> defended = new TreeSet<>();
        for (String line : Files.readAllLines(DEFENDED)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int reason = line.lastIndexOf(" | ");
                assertFalse(line.substring(reason + 3).isBlank(), line);
                defended.add(line.substring(0, reason));
            }
        }
        return defended;
    }

    /** What an inventory, alone or against an earlier one, says above low; all that it says is kept to be looked at. */
    private static Set<String> loud(Path folder, String when, Path... inventories)
            throws IOException, InterruptedException {
        List<Alert> alerts = Alert.detect(folder.resolve("alerts.jsonl"), inventories);
        Files.write(
                Files.createDirectories(kept()).resolve(when.replaceAll("\\W+", "-") + ".txt"),
                alerts.stream()
                        .sorted(Comparator.comparing(Alert::severity).thenComparing(Alert::rule))
                        .map(alert -> alert.severity() + " | " + line(when, alert))
                        .toList());
        Set<String> loud = new TreeSet<>();
        alerts.stream().filter(alert -> alert.isAtLeast("medium")).forEach(alert -> loud.add(line(when, alert)));
        return loud;
    }

    private static String line(String when, Alert alert) {
        return String.join(" | ", when, alert.rule(), alert.of("source"), alert.of("name"));
    }

    private static Path kept() {
        return Path.of("target/benign-gate");
    }
}
