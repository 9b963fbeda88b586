package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What packages do every day asks for nobody: a bare system, ordinary server packages installed, installed again and upgraded
 * give no alert above low, but for those that {@code benign-gate.txt} defends one by one ({@code rule | source | name | why}).
 */
final class BenignGateTest {
    private static final Path DEFENDED = Path.of("src/test/resources/benign-gate.txt");
    private static final List<String> PACKAGES = List.of(
            "apache2",
            "php-fpm",
            "mariadb-server",
            "postgresql",
            "postfix",
            "dovecot-core",
            "bind9",
            "samba",
            "cups-daemon",
            "chrony",
            "fail2ban",
            "unattended-upgrades",
            "snmpd",
            "nfs-kernel-server",
            "redis-server",
            "openvpn",
            "haproxy",
            "squid",
            "munin-node",
            "zabbix-agent",
            "smartmontools",
            "monit",
            "proftpd-core",
            "wireguard-tools",
            "nginx-light",
            "network-manager",
            "docker.io");

    private static final String INSTALL = """
            printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
            apt-get update -qq
            apt-get install -y -qq --no-install-recommends -o DPkg::Options::=--force-unsafe-io $packages
            rm /usr/sbin/policy-rc.d
            """;

    /** A package as its next version would be: other files, other scripts, a higher number. */
    private static final String UPGRADE = """
            cd /tmp
            for package in cron logrotate chrony fail2ban; do
                apt-get download -qq $package
                dpkg-deb -R ${package}_*.deb next
                sed -i 's/^Version: .*/&+next1/' next/DEBIAN/control
                for file in $(cd next && find etc usr/lib/systemd usr/sbin -type f); do
                    if head -c 2 next/$file | grep -q '#!' || echo $file | grep -Eq '^etc|service$|timer$'; then
                        echo '# next' >> next/$file
                    else
                        printf '\\0' >> next/$file
                    fi
                done
                (cd next && find . -type f ! -path './DEBIAN/*' -printf '%P\\0' | xargs -0 md5sum) > sums
                mv sums next/DEBIAN/md5sums
                dpkg-deb -b next next.deb
                dpkg --force-unsafe-io --force-confnew -i next.deb
                rm -r next next.deb ${package}_*.deb
            done
            apt-get install -y -qq --reinstall -o DPkg::Options::=--force-unsafe-io sudo openssh-server
            """;

    @Test
    void whatPackagesDoAsksForNobody(@TempDir Path folder) throws IOException, InterruptedException {
        // Its golden file does not know the newest locations yet.
        assumeTrue(Boolean.getBoolean("vigie.benign-gate"), "skipped: ask for it with -Dvigie.benign-gate=true");
        Path bare = folder.resolve("bare.jsonl");
        Path installed = folder.resolve("installed.jsonl");
        Path upgraded = folder.resolve("upgraded.jsonl");
        try (DebianRoot root = DebianRoot.open()) {
            root.scan(bare);
            Files.copy(
                    Path.of("/etc/resolv.conf"),
                    root.path().resolve("etc/resolv.conf"),
                    StandardCopyOption.REPLACE_EXISTING);
            Commands.Outcome outcome = root.run("packages='" + String.join(" ", PACKAGES) + "'\n" + INSTALL);
            assumeTrue(outcome.code() == 0, () -> "skipped: the packages could not be installed: " + outcome.said());
            root.scan(installed);
            root.run(UPGRADE).orFail("the upgrade");
            root.scan(upgraded);
        }
        Set<String> loud = new TreeSet<>();
        loud.addAll(loud("at first", Alert.detect(folder.resolve("first.out"), bare)));
        loud.addAll(loud("at first, in use", Alert.detect(folder.resolve("use.out"), installed)));
        loud.addAll(loud("installed", Alert.detect(folder.resolve("installed.out"), bare, installed)));
        loud.addAll(loud("upgraded", Alert.detect(folder.resolve("upgraded.out"), installed, upgraded)));
        Path kept = Files.createDirectories(Path.of("target/benign-gate"));
        Files.write(kept.resolve("loud.txt"), loud);
        Set<String> defended = new TreeSet<>();
        for (String line : Files.readAllLines(DEFENDED)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int reason = line.lastIndexOf(" | ");
                assertFalse(line.substring(reason + 3).isBlank(), line);
                defended.add(line.substring(0, reason));
            }
        }
        assertEquals(
                String.join("\n", defended),
                String.join("\n", loud),
                "defend each in " + DEFENDED + ", or judge it better");
    }

    private static Set<String> loud(String when, List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> alert.isAtLeast("medium"))
                .map(alert -> String.join(" | ", when, alert.rule(), alert.of("source"), alert.of("name")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
